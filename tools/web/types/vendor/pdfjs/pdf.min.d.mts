/** What the page uses of pdf.js. */
export const GlobalWorkerOptions: { workerSrc: string };
export function getDocument(options: object): PdfTask;

/** Parts of a file as they are asked for. */
export class PDFDataRangeTransport {
  constructor(length: number, initialData: null);
  requestDataRange(begin: number, end: number): void;
  onDataRange(begin: number, chunk: Uint8Array): void;
}

export interface PdfTask {
  promise: Promise<PdfDocument>;
  destroy(): Promise<void>;
}

export interface PdfDocument {
  numPages: number;
  loadingTask: PdfTask;
  getAttachments(): Promise<Map<string, unknown> | null>;
  getAttachmentContent(id: string): Promise<Uint8Array | null>;
  getPage(number: number): Promise<PdfPage>;
}

export interface PdfPage {
  readonly ref: { readonly num: number, readonly gen: number } | null; // null: of no object in the file
  getViewport(options: { scale: number }): { width: number; height: number };
  render(options: object): { promise: Promise<void> };
  streamTextContent(): ReadableStream<{ items: { str?: string, hasEOL?: boolean }[] }>;
  cleanup(): void;
}
export const VerbosityLevel: { readonly ERRORS: 0, readonly WARNINGS: 1, readonly INFOS: 5 };
