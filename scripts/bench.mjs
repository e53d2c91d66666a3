// `npm run bench`: measured speed beside its yardstick. Options: bench/src/options.ts.
import '../bench/src/main.ts'
