package dev.hearth.serve;

import dev.hearth.data.image.Picture;
import dev.hearth.inference.ImageClassifier;
import dev.hearth.inference.Prediction;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * {@code POST /heatmap}: a picture as the body, and the part of it that the model saw comes back as a PNG
 * picture, with what spoke for a class over it ({@link ImageClassifier#heatMap}): for the likeliest one, or
 * for {@code ?label=N}. The reply's headers {@code X-Label} and {@code X-Probability} say which it is.
 */
final class HeatMapEndpoint implements Endpoint {

    /** Inputs smaller than that are shown larger than the model sees them. */
    private static final int SIDE = 299;

    private final Inference inference;

    HeatMapEndpoint(Inference inference) {
        this.inference = inference;
    }

    @Override
    public CompletableFuture<Reply> answer(Request request, Executor replies) {
        int label = label(request.query());
        return inference.work(
                false,
                request.share(),
                admission ->
                        CompletableFuture.completedFuture(
                                inference.decoded(
                                        request.body(),
                                        "the request's body",
                                        request.share(),
                                        picture -> reply(picture, label))));
    }

    private Reply reply(Picture picture, int label) {
        ImageClassifier classifier = inference.model().classifier();
        float[] shares = classifier.probabilities(List.of(picture)).get(0);
        int chosen = label < 0 ? Prediction.best(shares, 1).get(0).label() : label;
        byte[] png;
        try {
            int side = Math.max(SIDE, classifier.view().side());
            png = classifier.heatMap(picture, chosen).png(classifier.seen(picture, side));
        } catch (IllegalArgumentException impossible) {
            throw Refusal.said(Refusal.Kind.BAD_REQUEST, impossible.getMessage());
        }
        return new Reply(
                200,
                "image/png",
                png,
                Map.of(
                        "X-Label",
                        Integer.toString(chosen),
                        "X-Probability",
                        Float.toString(shares[chosen])));
    }

    private int label(String query) {
        int classes = inference.model().classes().size();
        if (query.isEmpty()) {
            return -1;
        }
        String given = query.startsWith("label=") ? query.substring(6) : "";
        if (!given.matches("0|[1-9][0-9]{0,6}") || Integer.parseInt(given) >= classes) {
            throw new Refusal(
                    Refusal.Kind.BAD_REQUEST,
                    "/heatmap takes label=N, a class from 0 to " + (classes - 1),
                    query,
                    "Say the label of a prediction, or leave it out");
        }
        return Integer.parseInt(given);
    }
}
