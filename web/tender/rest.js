// What the first view of the page does not need: the second script begins here.

export { sortIntake } from './intake.js';
export { PaperCache } from './papers/cache.js';
export { listPapers, shareOut } from './papers/folder.js';
export { NoPaperReader } from './papers/reader_client.js';
export { PaperReading } from './papers/reading.js';
export { fetchSample } from './sample.js';
export { renderDocuments } from './documents_view.js';
export { renderPapers } from './papers_view.js';
export { renderResults } from './matrix/results_view.js';
export { renderForm } from './form/form_view.js';
