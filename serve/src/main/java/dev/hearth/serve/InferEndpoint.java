package dev.hearth.serve;

import dev.hearth.data.ImageShape;
import dev.hearth.inference.ImageClassifier;
import dev.hearth.inference.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;

/**
 * {@code POST /v2/models/NAME/infer}, the Open Inference Protocol's (KServe's second), by HTTP, with its
 * extension for binary tensors. One input: {@code input}, numbers as the net takes them, [n × channels ×
 * side × side] or flat rows; or {@code picture}, BYTES [n], JPEG or PNG, in JSON in base64. Outputs:
 * {@code probabilities} FP32 [n × classes], {@code label} INT64 [n] and {@code class} BYTES [n] of the
 * likeliest, and for numbers {@code output}, what the net gave itself; all of them, unless some are
 * asked for. By the extension {@code classification}, {@code probabilities} and {@code output} name their
 * highest values in their place, as {@code VALUE:LABEL:CLASS}.
 */
final class InferEndpoint implements Endpoint {

    static final String INPUT = "input";
    static final String PICTURE = "picture";
    private static final String LENGTH = "Inference-Header-Content-Length";
    private static final Pattern LENGTHS = Pattern.compile("[0-9]{1,9}");
    private static final List<String> OUTPUTS =
            List.of("probabilities", "label", "class", "output");
    private static final List<String> NUMBERS = List.of("probabilities", "output");

    private final Inference inference;
    private final String model;

    /**
     * Of what is served.
     *
     * @param model its name, as addresses have it
     */
    InferEndpoint(Inference inference, String model) {
        this.inference = inference;
        this.model = model;
    }

    /** The net's numbers, if they were asked for by numbers, and the shares. */
    private record Answer(InferRequest asked, float[] numbers, List<float[]> shares) {}

    @Override
    public CompletableFuture<Reply> answer(Request request, Executor replies) {
        int json = json(request);
        CompletableFuture<Answer> coming;
        if (inference.isBrief(request.body())) {
            InferRequest asked = read(request, json);
            boolean isOfNumbers = asked.inputs().stream().noneMatch(InferTensor::isOfBytes);
            coming =
                    inference.work(
                            isOfNumbers, request.share(), admission -> computed(admission, asked));
        } else {
            coming =
                    inference.work(
                            false,
                            request.share(),
                            admission -> computed(admission, read(request, json)));
        }
        return coming.thenApplyAsync(this::reply, replies);
    }

    private static int json(Request request) {
        String said = request.headers().get(LENGTH);
        if (said == null) {
            return request.body().length;
        }
        if (!LENGTHS.matcher(said).matches() || Integer.parseInt(said) > request.body().length) {
            throw InferRequest.refused(
                    LENGTH + " " + said + " with a body of " + request.body().length);
        }
        return Integer.parseInt(said);
    }

    private static InferRequest read(Request request, int json) {
        // A number takes four bytes for two of JSON, and three times that while its array grows, or
        // for
        // one of a binary tensor.
        long times = json == request.body().length ? 6 : 4;
        if (!request.share().grow(times * request.body().length)) {
            throw Inference.full();
        }
        return InferRequest.read(request.body(), json);
    }

    private CompletableFuture<Answer> computed(Admission admission, InferRequest asked) {
        asked.outputs().forEach(InferEndpoint::refuseOther);
        if (asked.inputs().size() != 1) {
            throw InferRequest.refused(asked.inputs().size() + " inputs where one is taken");
        }
        InferTensor input = asked.inputs().get(0);
        if (input.name().equals(PICTURE) && input.isOfBytes()) {
            return pictures(admission, asked, input);
        } else if (input.name().equals(INPUT) && !input.isOfBytes()) {
            return numbers(admission, asked, input);
        }
        throw InferRequest.refused(
                "an input "
                        + input.name()
                        + " of "
                        + input.datatype()
                        + "; there are "
                        + INPUT
                        + " of FP32 and "
                        + PICTURE
                        + " of BYTES");
    }

    private static void refuseOther(String output, InferOutput asked) {
        if (!OUTPUTS.contains(output)) {
            throw InferRequest.refused("the output " + output + "; there are " + OUTPUTS);
        } else if (asked.classes() > 0 && !NUMBERS.contains(output)) {
            throw InferRequest.refused(
                    "classification of " + output + "; it is given of " + NUMBERS);
        }
    }

    private CompletableFuture<Answer> pictures(
            Admission admission, InferRequest asked, InferTensor input) {
        int count = input.bytes().size();
        boolean column =
                input.shape().length == 1 || input.shape().length == 2 && input.shape()[1] == 1;
        if (!column || count < 1 || count > FormPictures.MOST) {
            throw InferRequest.refused(
                    PICTURE
                            + " of the shape "
                            + Arrays.toString(input.shape())
                            + "; up to [64] is taken");
        }
        if (asked.outputs().containsKey("output")) {
            throw InferRequest.refused("output asked for of pictures; ask for probabilities");
        }
        admission.add(count - 1);
        List<CompletableFuture<float[]>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(admission.picture(input.bytes().get(i), PICTURE + " " + i));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(
                        done ->
                                new Answer(
                                        asked,
                                        new float[0],
                                        answers.stream().map(CompletableFuture::join).toList()));
    }

    private CompletableFuture<Answer> numbers(
            Admission admission, InferRequest asked, InferTensor input) {
        ImageClassifier classifier = inference.model().classifier();
        ImageShape pixels = classifier.view().pixels();
        long[] shape = input.shape();
        int count = (int) shape[0];
        long[] whole = {count, pixels.channels(), pixels.height(), pixels.width()};
        if (count < 1
                || !Arrays.equals(shape, whole)
                        && !Arrays.equals(shape, new long[] {count, pixels.count()})) {
            throw InferRequest.refused(
                    INPUT
                            + " of the shape "
                            + Arrays.toString(shape)
                            + "; the net takes "
                            + Arrays.toString(whole));
        }
        for (float value : input.numbers()) {
            if (!Float.isFinite(value)) {
                throw InferRequest.refused(value + " among a tensor's data");
            }
        }
        return admission
                .rows(input.numbers(), count)
                .thenApply(
                        logits -> {
                            int classes = logits.length / count;
                            List<float[]> shares = new ArrayList<>();
                            for (int i = 0; i < count; i++) {
                                float[] row =
                                        Arrays.copyOfRange(logits, i * classes, (i + 1) * classes);
                                shares.add(classifier.shares(row, 1));
                            }
                            return new Answer(asked, logits, shares);
                        });
    }

    private Reply reply(Answer answer) {
        InferRequest asked = answer.asked();
        Map<String, InferOutput> outputs = new LinkedHashMap<>(asked.outputs());
        if (outputs.isEmpty()) {
            boolean isOfNumbers = answer.numbers().length > 0;
            OUTPUTS.stream()
                    .filter(name -> isOfNumbers || !name.equals("output"))
                    .forEach(name -> outputs.put(name, asked.usual()));
        }
        InferReply reply = new InferReply(model, asked.id());
        List<float[]> shares = answer.shares();
        int rows = shares.size();
        int[] labels = shares.stream().mapToInt(InferEndpoint::likeliest).toArray();
        outputs.forEach(
                (name, output) -> {
                    boolean binary = output.isBinary();
                    if (name.equals("label")) {
                        reply.labels(name, labels, binary);
                    } else if (name.equals("class")) {
                        reply.strings(name, names(labels), binary, rows);
                    } else {
                        float[] values = name.equals("output") ? answer.numbers() : joined(shares);
                        if (output.classes() == 0) {
                            reply.numbers(name, values, rows, binary);
                        } else {
                            String[] best = classified(values, rows, output.classes());
                            reply.strings(name, best, binary, rows, best.length / rows);
                        }
                    }
                });
        return reply.reply();
    }

    /** The highest values of each row as the extension {@code classification} writes them. */
    private String[] classified(float[] values, int rows, int most) {
        List<String> classes = inference.model().classes();
        List<String> best = new ArrayList<>();
        int each = values.length / rows;
        for (int i = 0; i < rows; i++) {
            float[] row = Arrays.copyOfRange(values, i * each, (i + 1) * each);
            for (Prediction one : Prediction.best(row, classes, most)) {
                best.add(row[one.label()] + ":" + one.label() + ":" + one.className());
            }
        }
        return best.toArray(String[]::new);
    }

    private String[] names(int[] labels) {
        List<String> classes = inference.model().classes();
        return Arrays.stream(labels).mapToObj(classes::get).toArray(String[]::new);
    }

    private static float[] joined(List<float[]> rows) {
        int each = rows.get(0).length;
        float[] all = new float[rows.size() * each];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, all, i * each, each);
        }
        return all;
    }

    /** The first of equals. */
    private static int likeliest(float[] shares) {
        int best = 0;
        for (int c = 1; c < shares.length; c++) {
            if (shares[c] > shares[best]) {
                best = c;
            }
        }
        return best;
    }
}
