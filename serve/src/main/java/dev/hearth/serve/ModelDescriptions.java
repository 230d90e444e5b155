package dev.hearth.serve;

import dev.hearth.data.ImageShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the server says of itself and of its model: health, and the Open Inference Protocol's metadata. */
final class ModelDescriptions {

    private final Inference inference;

    ModelDescriptions(Inference inference) {
        this.inference = inference;
    }

    /** Every path of its own. */
    List<Route> routes(String name) {
        String model = "/v2/models/" + name;
        List<Route> routes = new ArrayList<>();
        routes.add(Route.get("/health", false, Endpoint.of(this::health)));
        routes.add(
                Route.get(
                        "/v2/health/live",
                        false,
                        Endpoint.of(() -> state("live", inference.isLive()))));
        routes.add(
                Route.get(
                        "/v2/health/ready",
                        false,
                        Endpoint.of(() -> state("ready", inference.isReady()))));
        routes.add(Route.get("/v2", false, Endpoint.of(ModelDescriptions::server)));
        routes.add(Route.get("/v2/", false, Endpoint.of(ModelDescriptions::server)));
        routes.add(Route.get(model, true, Endpoint.of(this::model)));
        routes.add(Route.get(model + "/versions/1", true, Endpoint.of(this::model)));
        for (String ready : List.of(model + "/ready", model + "/versions/1/ready")) {
            routes.add(Route.get(ready, false, Endpoint.of(this::modelReady)));
        }
        return routes;
    }

    private Reply health() {
        Map<String, Object> health = new LinkedHashMap<>();
        boolean ready = inference.isReady();
        health.put("status", ready ? "up" : inference.isLive() ? "not ready" : "down");
        health.put("live", inference.isLive());
        health.put("ready", ready);
        health.put("model", inference.model().name());
        health.put("classes", inference.model().classes().size());
        health.put("waiting", inference.waiting());
        return Reply.json(ready ? 200 : 503, health);
    }

    private static Reply state(String word, boolean holds) {
        return Reply.json(holds ? 200 : 503, Map.of(word, holds));
    }

    private Reply modelReady() {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("name", ServerBuilder.addressable(inference.model().name()));
        said.put("ready", inference.isReady());
        return Reply.json(inference.isReady() ? 200 : 503, said);
    }

    private static Reply server() {
        String version = ModelDescriptions.class.getPackage().getImplementationVersion();
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("name", "hearth");
        said.put("version", version == null ? "0" : version);
        said.put("extensions", List.of("binary_tensor_data", "classification"));
        return Reply.json(said);
    }

    private Reply model() {
        ServedModel model = inference.model();
        ImageShape pixels = model.classifier().view().pixels();
        int classes = model.classes().size();
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("name", ServerBuilder.addressable(model.name()));
        said.put("versions", List.of("1"));
        said.put("platform", "hearth");
        said.put(
                "inputs",
                List.of(
                        tensor(
                                InferEndpoint.INPUT,
                                "FP32",
                                -1,
                                pixels.channels(),
                                pixels.height(),
                                pixels.width()),
                        tensor(InferEndpoint.PICTURE, "BYTES", -1)));
        said.put(
                "outputs",
                List.of(
                        tensor("probabilities", "FP32", -1, classes),
                        tensor("label", "INT64", -1),
                        tensor("class", "BYTES", -1),
                        tensor("output", "FP32", -1, classes)));
        said.put("parameters", Map.of("classes", model.classes()));
        return Reply.json(said);
    }

    private static Map<String, Object> tensor(String name, String datatype, int... shape) {
        Map<String, Object> tensor = new LinkedHashMap<>();
        tensor.put("name", name);
        tensor.put("datatype", datatype);
        tensor.put("shape", shape);
        return tensor;
    }
}
