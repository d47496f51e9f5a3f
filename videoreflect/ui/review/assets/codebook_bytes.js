/* A codebook as a file on its way to the server. */

const MOST_BYTES = 1_400_000;
const PIECE = 0x8000;

/**
 * What the routes take. Throws an Error with a sentence for one that is too long.
 * @param {File} file
 * @returns {Promise<{name: string, file: string}>} its bytes as base64
 */
export async function readFile(file) {
  if (file.size > MOST_BYTES) throw new Error("This file is too long to be a codebook: more than 1.4 MB.");
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return { name: file.name.slice(0, 200), file: btoa(text) };
}
