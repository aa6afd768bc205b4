/** What the page uses of pdf.js. */
export const GlobalWorkerOptions: { workerSrc: string };
export function getDocument(options: object): PdfTask;

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
  getViewport(options: { scale: number }): { width: number; height: number };
  render(options: object): { promise: Promise<void> };
  cleanup(): void;
}
