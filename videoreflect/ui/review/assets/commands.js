/* What can be done by a key: every part of the screen names its own commands, the keyboard and the sheet of keys ask here. */

/**
 * @typedef {Object} Command
 * @property {string} name lasting, such as "note.talk": what a person's own keys are kept under
 * @property {string} label what it does, in a few words
 * @property {string} group the heading it stands under
 * @property {string} key while letters begin a note: a sign, or "" for none
 * @property {string} [letter] while letters are commands; by default `key`
 * @property {boolean} [onEmpty] also while a new note is empty
 * @property {() => boolean} [possible] left out while it says no
 * @property {(event: KeyboardEvent) => void} run
 */

/** The commands of one review screen. */
export function createCommands() {
  const known = new Map();
  return {
    /** @param {...Command} commands a name that is known already is replaced */
    add(...commands) {
      for (const command of commands) known.set(command.name, command);
    },
    /** @param {string} name */
    remove: (name) => known.delete(name),
    /** @returns {Command[]} in the order in which they came */
    all: () => [...known.values()],
  };
}
