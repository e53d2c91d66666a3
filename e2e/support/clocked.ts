import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Product, startProduct } from '../../scripts/lib/product.ts'

const MAIN = fileURLToPath(new URL('clocked-product.ts', import.meta.url))

export interface ClockedProduct extends Product {
  /** Has its clock go ahead of the real one by so many ms, from now on. */
  goAhead(ms: number): Promise<void>
}

/** A product of one journey, whose clock the journey sets. */
export async function startClockedProduct(dataDir: string): Promise<ClockedProduct> {
  const product = await startProduct({ dataDir, main: MAIN })
  return {
    ...product,
    async goAhead(ms) {
      const set = once(product.process, 'message')
      product.process.send(ms)
      await set
    },
  }
}
