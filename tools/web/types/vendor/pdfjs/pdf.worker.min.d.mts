/** What reads in pdf.js; it registers itself. */
export const WorkerMessageHandler: object;
