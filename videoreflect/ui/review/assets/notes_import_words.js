/* What is said of a file of notes before it is brought in. */

/** How many notes. */
export function notesOf(many) {
  return many === 1 ? "1 note" : `${many} notes`;
}

/**
 * Whose notes they are.
 * @param {{name: string, notes: number}[]} names
 * @param {string} me
 */
export function named(names, me) {
  const mine = names.find(({ name }) => name === me);
  const others = names.filter(({ name }) => name !== me);
  const told = others.map(({ name, notes }) => `${name} (${notes})`).join(", ");
  if (!others.length) return "All are yours, or nobody’s by name.";
  return `${mine ? `Yours or nobody’s by name: ${mine.notes}. ` : ""}By others: ${told}. Their names stay with them.`;
}

/**
 * Everything that is not taken as it is, a sentence each.
 * @param {Object} told the preview
 * @param {{id: string, codes: {id: string}[]}[]} codebooks those in use
 */
export function lacking(told, codebooks) {
  const known = new Set(codebooks.flatMap((book) => book.codes.map((code) => `${book.id}/${code.id}`)));
  const unknown = told.codes.filter((code) => !known.has(code));
  return [
    told.too_many,
    told.here && `${isOrAre(told.here)} in this lesson already and left out.`,
    ...told.left_out.map(({ what, notes }) => `Left out: ${what} (${notes}).`),
    told.clamped && `${isOrAre(told.clamped)} beyond the end of the recording, and moved to it. The file may belong to another lesson.`,
    told.alone && `${told.alone === 1 ? "1 answers" : `${told.alone} answer`} a note that does not come along, and will stand alone.`,
    told.voices && `${told.voices === 1 ? "1 was" : `${told.voices} were`} spoken. The sound is not in the file.`,
    unknown.length > 0 && `Codes of no codebook in use here are kept: ${few(unknown)}.`,
    told.open && "You have said “ready”, so others can read these notes at once.",
  ].filter(Boolean);
}

function isOrAre(many) {
  return many === 1 ? "1 is" : `${many} are`;
}

function few(codes) {
  return codes.length > 6 ? `${codes.slice(0, 6).join(", ")} and ${codes.length - 6} more` : codes.join(", ");
}
