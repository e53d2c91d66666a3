/** An import or an export that has the person in it is still at work: what it writes is erased once it has ended. */
export class StillAtWork extends Error {}
