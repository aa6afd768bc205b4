// The parts of the page behind its first view: the second script begins here.

export { ChecksInTurn } from './checking/turns.js';
export { renderDocuments } from './documents_view.js';
export { FoldersRead } from './folders_read.js';
export { closeForm, mayTakePlace, openForm } from './form/form_place.js';
export { sortIntake } from './intake.js';
export { renderResults, tellChecked } from './results_view.js';
export { renderPapers } from './papers_view.js';
export { listenToPrinting } from './record/print_view.js';
