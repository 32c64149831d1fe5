// Callers treat a cursor as opaque; the leading version lets its content change later.
const FORM = /^1:([1-9]\d{0,17})$/;

/** Makes the cursor for the page below a position (a bigint as decimal text). */
export function encodeCursor(position: string): string {
  return Buffer.from(`1:${position}`, "utf8").toString("base64url");
}

/** The position in a cursor, or undefined when this service did not make it. */
export function decodeCursor(cursor: string): string | undefined {
  return FORM.exec(Buffer.from(cursor, "base64url").toString("utf8"))?.[1];
}
