import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Product, type ProductOptions, startProduct } from './product.ts'

const MAIN = fileURLToPath(new URL('small-firm-main.ts', import.meta.url))

/** The product with the people of the demo firm, who have no leads. */
export interface SmallFirm extends Product {
  /** Has its clock go ahead of the real one by so many ms, from now on. */
  goAhead(ms: number): Promise<void>
}

/** Starts a product for one test, which may stop it and set its clock. To fill the whole demo firm takes most of a first start. */
export async function startSmallFirm(options: Pick<ProductOptions, 'dataDir' | 'port'>): Promise<SmallFirm> {
  const product = await startProduct({ ...options, main: MAIN, env: { DEMO: 'off' } })
  return {
    ...product,
    async goAhead(ms) {
      const set = once(product.process, 'message')
      product.process.send(ms)
      await set
    },
  }
}
