// An ONNX model behind Fastify: node server.js PORT MODEL CHANNELS SIDE THREADS PROCESSES
import cluster from 'node:cluster';
import Fastify from 'fastify';
import ort from 'onnxruntime-node';
import sharp from 'sharp';

const [port, model, channels, side, threads, processes] =
  process.argv.slice(2).map((text, i) => (i === 1 ? text : Number(text)));

if (cluster.isPrimary && processes > 1) {
  for (let i = 0; i < processes; i++) cluster.fork();
} else {
  await serve();
}

async function serve() {
  sharp.concurrency(1);
  const session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  });
  const [input] = session.inputNames;
  const [output] = session.outputNames;

  const run = async numbers => {
    const count = numbers.length / (channels * side * side);
    const tensor = new ort.Tensor('float32', numbers, [count, channels, side, side]);
    return (await session.run({[input]: tensor}))[output].data;
  };

  const app = Fastify({bodyLimit: 32 << 20});
  const whole = (request, body, done) => done(null, body);
  for (const type of ['application/octet-stream', 'image/png', 'image/jpeg'])
    app.addContentTypeParser(type, {parseAs: 'buffer'}, whole);

  app.get('/ready', () => 'ready');
  app.post('/numbers', async request => {
    const body = request.body;
    const numbers = new Float32Array(body.buffer.slice(body.byteOffset, body.byteOffset + body.length));
    return {output: Array.from(await run(numbers))};
  });
  app.post('/picture', async request => {
    const picture = sharp(request.body);
    const pixels = await (channels === 1 ? picture.greyscale() : picture.toColourspace('srgb').removeAlpha())
      .resize(side, side, {fit: 'cover', kernel: 'linear'})
      .raw()
      .toBuffer();
    const area = side * side;
    const numbers = new Float32Array(channels * area);
    for (let c = 0; c < channels; c++)
      for (let k = 0; k < area; k++)
        numbers[c * area + k] = (pixels[k * channels + c] / 255 - 0.5) / 0.5;
    const shares = softmax(await run(numbers));
    const guesses = shares
      .map((probability, label) => ({label, class: `class ${label}`, probability}))
      .sort((one, two) => two.probability - one.probability)
      .slice(0, 5);
    return {guesses};
  });
  await app.listen({port, host: '127.0.0.1'});
}

function softmax(logits) {
  const most = Math.max(...logits);
  const powers = Array.from(logits, x => Math.exp(x - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map(x => x / sum);
}
