/** Messages that a held run has taken in: an answer about its inbox that comes late must not have them taken twice. */

export class TakenMail {
  #ids: Set<string> | undefined = undefined;

  /** @returns false when the message was taken before. */
  take(id: string): boolean {
    this.#ids ??= new Set();
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    return true;
  }
}
