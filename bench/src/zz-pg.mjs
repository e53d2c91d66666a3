import { startCluster } from '/work/wt/fix/bench/src/cluster.ts'
const c = await startCluster('/work/wt/fix/data/bench/cluster')
console.log('up'); setTimeout(async()=>{await c.stop();process.exit()}, Number(process.argv[2])*1000)
process.on('SIGTERM', async()=>{await c.stop();process.exit()})
