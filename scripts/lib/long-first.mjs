import { BaseSequencer } from 'vitest/node'

/** Files that take half a minute and more: they start processes, or try things by the hundred. */
const LONG =
  /\/(lifecycle|crashes|conversion-kills|webhooks-crash|every-endpoint|matrix|many-at-once|learning|many-reminders|assignment|chain)\.test\./

/** Begins with the files that take longest, so that no worker is left with one when the others are done. */
export class LongFirst extends BaseSequencer {
  async sort(files) {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }) => LONG.test(moduleId)
    return [...sorted.filter(isLong), ...sorted.filter(file => !isLong(file))]
  }
}
