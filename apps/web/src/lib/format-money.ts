export { formatMoney, formatMoneyInFull } from '@optimwalls/contract/format-money'
