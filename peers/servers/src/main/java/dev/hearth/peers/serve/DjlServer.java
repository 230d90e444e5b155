package dev.hearth.peers.serve;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** An ONNX model in DJL's predictors, one a thread of Javalin's: PORT MODEL CHANNELS SIDE THREADS. */
public final class DjlServer {

    private final int channels;
    private final int side;
    private final ZooModel<float[], float[]> model;
    private final ThreadLocal<Predictor<float[], float[]>> predictors;

    private DjlServer(Path file, int channels, int side, int threads)
            throws IOException, ModelNotFoundException, MalformedModelException {
        this.channels = channels;
        this.side = side;
        this.model =
                Criteria.builder()
                        .setTypes(float[].class, float[].class)
                        .optModelPath(file)
                        .optEngine("OnnxRuntime")
                        .optOption("intraOpNumThreads", String.valueOf(threads))
                        .optOption("interOpNumThreads", "1")
                        .optTranslator(new Numbers())
                        .build()
                        .loadModel();
        this.predictors = ThreadLocal.withInitial(model::newPredictor);
    }

    private final class Numbers implements Translator<float[], float[]> {
        @Override
        public NDList processInput(TranslatorContext context, float[] numbers) {
            long count = numbers.length / (channels * side * side);
            Shape shape = new Shape(count, channels, side, side);
            return new NDList(context.getNDManager().create(numbers, shape));
        }

        @Override
        public float[] processOutput(TranslatorContext context, NDList list) {
            return list.get(0).toFloatArray();
        }

        @Override
        public Batchifier getBatchifier() {
            return null;
        }
    }

    /**
     * The entry.
     *
     * @param arguments port, model, channels, side, threads
     */
    public static void main(String[] arguments)
            throws IOException, ModelNotFoundException, MalformedModelException {
        ImageIO.setUseCache(false);
        DjlServer server =
                new DjlServer(
                        Path.of(arguments[1]),
                        Integer.parseInt(arguments[2]),
                        Integer.parseInt(arguments[3]),
                        Integer.parseInt(arguments[4]));
        Javalin.create(
                        config -> {
                            config.http.maxRequestSize = 32L << 20;
                            config.routes.get("/ready", context -> context.result("ready"));
                            config.routes.post("/numbers", server::numbers);
                            config.routes.post("/picture", server::picture);
                        })
                .start("127.0.0.1", Integer.parseInt(arguments[0]));
    }

    private void numbers(Context context) throws TranslateException {
        byte[] body = context.bodyAsBytes();
        float[] numbers = new float[body.length / Float.BYTES];
        ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
        float[] output = predictors.get().predict(numbers);
        StringBuilder json = new StringBuilder("{\"output\":[");
        for (int i = 0; i < output.length; i++) {
            json.append(i == 0 ? "" : ",").append(output[i]);
        }
        context.contentType("application/json").result(json.append("]}").toString());
    }

    private void picture(Context context) throws IOException, TranslateException {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(context.bodyAsBytes()));
        float[] shares = softmax(predictors.get().predict(square(picture)));
        List<Integer> best =
                IntStream.range(0, shares.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(label -> -shares[label]))
                        .limit(5)
                        .toList();
        String guesses =
                best.stream()
                        .map(
                                label ->
                                        String.format(
                                                Locale.ROOT,
                                                "{\"label\":%d,\"class\":\"class %d\",\"probability\":%s}",
                                                label,
                                                label,
                                                shares[label]))
                        .collect(Collectors.joining(","));
        context.contentType("application/json").result("{\"guesses\":[" + guesses + "]}");
    }

    private float[] square(BufferedImage picture) {
        int from = Math.min(picture.getWidth(), picture.getHeight());
        int left = (picture.getWidth() - from) / 2;
        int top = (picture.getHeight() - from) / 2;
        BufferedImage fitted = picture;
        if (picture.getWidth() != side || picture.getHeight() != side) {
            fitted = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = fitted.createGraphics();
            graphics.setRenderingHint(
                    RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(picture, 0, 0, side, side, left, top, left + from, top + from, null);
            graphics.dispose();
        }
        float[] numbers = new float[channels * side * side];
        for (int k = 0; k < side * side; k++) {
            for (int c = 0; c < channels; c++) {
                int value =
                        channels == 1
                                ? fitted.getRaster().getSample(k % side, k / side, 0)
                                : fitted.getRGB(k % side, k / side) >> 16 - 8 * c & 0xFF;
                numbers[c * side * side + k] = (value / 255f - 0.5f) / 0.5f;
            }
        }
        return numbers;
    }

    private static float[] softmax(float[] logits) {
        double most = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            most = Math.max(most, logit);
        }
        float[] shares = new float[logits.length];
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            sum += Math.exp(logits[i] - most);
        }
        for (int i = 0; i < logits.length; i++) {
            shares[i] = (float) (Math.exp(logits[i] - most) / sum);
        }
        return shares;
    }
}
