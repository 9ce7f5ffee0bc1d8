// Looks for sessions on the network, by the npm package "bonjour-service": node rtp-browser.js MODULE
// Says "found NAME at ADDRESS:PORT" and "gone NAME".
const { Bonjour } = require(process.argv[2]);

new Bonjour()
  .find({ type: 'apple-midi', protocol: 'udp' })
  .on('up', (service) => console.log(`found ${service.name} at ${service.referer.address}:${service.port}`))
  .on('down', (service) => console.log(`gone ${service.name}`));
console.log('ready');
