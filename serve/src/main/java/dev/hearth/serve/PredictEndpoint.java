package dev.hearth.serve;

import dev.hearth.data.BadDataException;
import dev.hearth.inference.Prediction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * {@code POST /predict}: a picture as the body, or several as a form, and their likeliest classes come
 * back. Of several, one that is no picture has an error of its own, and the others are answered.
 */
final class PredictEndpoint implements Endpoint {

    private static final int TOP = 5;
    private static final String BODY = "the request's body";

    private final Inference inference;

    PredictEndpoint(Inference inference) {
        this.inference = inference;
    }

    @Override
    public CompletableFuture<Reply> answer(Request request, Executor replies) {
        int top = top(request.query());
        if (request.mediaType().equals("multipart/form-data")) {
            return inference
                    .<List<Map<String, Object>>>work(
                            false, request.share(), admission -> each(admission, request, top))
                    .thenApplyAsync(
                            all -> {
                                Map<String, Object> said = new LinkedHashMap<>();
                                said.put("model", inference.model().name());
                                said.put("pictures", all);
                                return Reply.json(said);
                            },
                            replies);
        }
        return inference
                .<float[]>work(
                        inference.isBriefPicture(request.body()),
                        request.share(),
                        admission -> admission.picture(request.body(), BODY))
                .thenApplyAsync(
                        shares -> {
                            Map<String, Object> said = new LinkedHashMap<>();
                            said.put("model", inference.model().name());
                            said.put("guesses", guesses(shares, top));
                            return Reply.json(said);
                        },
                        replies);
    }

    private CompletableFuture<List<Map<String, Object>>> each(
            Admission admission, Request request, int top) {
        List<FormPictures.Part> parts = FormPictures.of(request);
        admission.add(parts.size() - 1);
        List<CompletableFuture<Map<String, Object>>> answers = new ArrayList<>();
        for (FormPictures.Part part : parts) {
            answers.add(one(admission, part, top));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<Map<String, Object>> one(
            Admission admission, FormPictures.Part part, int top) {
        try {
            return admission
                    .picture(part.bytes(), part.name())
                    .handle((shares, failure) -> said(part, shares, failure, top));
        } catch (BadDataException bad) {
            return CompletableFuture.completedFuture(said(part, null, bad, top));
        }
    }

    private Map<String, Object> said(
            FormPictures.Part part, float[] shares, Throwable failure, int top) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("name", part.name());
        if (failure instanceof BadDataException bad) {
            said.put("error", bad.getMessage());
        } else if (failure != null) {
            throw failure instanceof CompletionException one
                    ? one
                    : new CompletionException(failure);
        } else {
            said.put("guesses", guesses(shares, top));
        }
        return said;
    }

    private List<Map<String, Object>> guesses(float[] shares, int top) {
        List<String> classes = inference.model().classes();
        List<Map<String, Object>> guesses = new ArrayList<>();
        for (Prediction guess : Prediction.best(shares, top)) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("label", guess.label());
            one.put("class", classes.get(guess.label()));
            one.put("probability", guess.probability());
            guesses.add(one);
        }
        return guesses;
    }

    private static int top(String query) {
        if (query.isEmpty()) {
            return TOP;
        }
        String given = query.startsWith("top=") ? query.substring(4) : "";
        if (!given.matches("[1-9][0-9]{0,4}")) {
            throw new Refusal(
                    Refusal.Kind.BAD_REQUEST,
                    "/predict takes top=N, a count of at least 1",
                    query,
                    "Say ?top=5, or leave it out");
        }
        return Integer.parseInt(given);
    }
}
