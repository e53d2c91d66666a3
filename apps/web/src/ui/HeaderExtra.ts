import { createContext, type ReactNode } from 'react'

/** What the shell puts into the header of every page, before the deeds of the page. */
export const HeaderExtra = createContext<ReactNode>(null)
