package dev.hearth.weights;

import dev.hearth.data.BadDataException;
import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Loads a file's numbers into a net. Everything that does not fit is reported at once: tensors that are missing,
 * unexpected, and of another shape or type; then nothing has been changed.
 *
 * <p>PyTorch's counters {@code num_batches_tracked} are passed over.
 *
 * <pre>{@code
 * static void fill(Model net, Path file) {
 *     TensorNaming timm = TensorNaming.released(net.layer()).orElseThrow();
 *     try (WeightFile weights = WeightFile.open(file)) {
 *         new WeightImporter(timm, HeadPolicy.STORED).into(net, weights);
 *     }
 * }
 * }</pre>
 *
 * @param head what becomes of the last layer with a weight, and of what follows it
 */
public record WeightImporter(TensorNaming naming, HeadPolicy head) {

    private static final String COUNTER = ".num_batches_tracked";
    private static final int BACKGROUND = 1001;
    private static final int SHOWN = 6;

    /** One tensor of the net: where it lies, and what the file calls it. */
    private record Place(String theirs, List<Long> shape, Tensor tensor, boolean ofHead) {}

    /**
     * Fills a net.
     *
     * @throws BadDataException if tensors are missing, unexpected, misshapen or not finite; the net is then as it
     *     was, but for the last of these
     */
    public int into(Model net, WeightFile file) {
        try (var room = Scope.open();
                var quiet = NoGrad.open()) {
            Map<String, Place> places = places(net);
            Map<String, StoredTensor> stored = new LinkedHashMap<>();
            file.tensors().stream()
                    .filter(tensor -> !tensor.name().endsWith(COUNTER))
                    .forEach(tensor -> stored.put(tensor.name(), tensor));
            compare(places, stored);
            int count = 0;
            for (Place place : places.values()) {
                if (!isFresh(place)) {
                    place.tensor().copyInPlace(numbers(place, stored.get(place.theirs()), file));
                    count++;
                }
            }
            return count;
        }
    }

    private boolean isFresh(Place place) {
        return head == HeadPolicy.FRESH && place.ofHead();
    }

    private Map<String, Place> places(Model net) {
        Parameters parameters = net.parameters();
        List<String> headPrefixes = headPrefixes(net);
        Map<String, Place> places = new LinkedHashMap<>();
        parameters
                .entries()
                .forEach(entry -> put(places, entry, parameters.value(entry.name()), headPrefixes));
        parameters
                .stateEntries()
                .forEach(entry -> put(places, entry, parameters.state(entry.name()), headPrefixes));
        return places;
    }

    private void put(
            Map<String, Place> places,
            Parameters.Entry entry,
            Tensor tensor,
            List<String> headPrefixes) {
        String theirs = naming.of(entry.name());
        boolean ofHead = headPrefixes.stream().anyMatch(entry.name()::startsWith);
        if (places.put(theirs, new Place(theirs, entry.shape(), tensor, ofHead)) != null) {
            throw new IllegalStateException(
                    Check.message(
                            "A naming gives each tensor a name of its own",
                            theirs + " twice",
                            "Mend the naming"));
        }
    }

    /** What the names of the head's tensors begin with. */
    private static List<String> headPrefixes(Model net) {
        List<ChildLayer> leaves =
                ChildLayer.all(net.layer(), net.in()).stream()
                        .filter(each -> each.children().isEmpty())
                        .toList();
        return leaves.subList(ChildLayer.head(leaves), leaves.size()).stream()
                .map(ChildLayer::prefix)
                .toList();
    }

    private void compare(Map<String, Place> places, Map<String, StoredTensor> stored) {
        List<String> missing = new ArrayList<>();
        List<String> misshapen = new ArrayList<>();
        for (Place place : places.values()) {
            StoredTensor tensor = stored.get(place.theirs());
            if (tensor == null) {
                if (!isFresh(place)) {
                    missing.add(place.theirs());
                }
            } else if (!isFresh(place) && !fits(place, tensor)) {
                misshapen.add(
                        place.theirs()
                                + " is "
                                + tensor.type()
                                + " "
                                + tensor.shape()
                                + ", not "
                                + place.shape());
            }
        }
        List<String> unexpected =
                stored.keySet().stream().filter(name -> !places.containsKey(name)).toList();
        if (missing.isEmpty() && misshapen.isEmpty() && unexpected.isEmpty()) {
            return;
        }
        throw new BadDataException(
                "The net needs its " + places.size() + " tensors, each in its shape",
                Stream.of(
                                told(missing, "missing"),
                                told(unexpected, "unexpected"),
                                told(misshapen, "misshapen"))
                        .filter(text -> !text.isEmpty())
                        .reduce((a, b) -> a + "; " + b)
                        .orElseThrow(),
                "Name the model that the file was made for");
    }

    private static String told(List<String> names, String how) {
        if (names.isEmpty()) {
            return "";
        }
        int more = names.size() - SHOWN;
        return names.size()
                + " "
                + how
                + " ("
                + String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                + (more > 0 ? " and " + more + " more" : "")
                + ")";
    }

    private static boolean fits(Place place, StoredTensor tensor) {
        return WeightFile.isFloating(tensor.type())
                && (tensor.shape().equals(place.shape()) || hasBackground(place, tensor));
    }

    private static boolean hasBackground(Place place, StoredTensor tensor) {
        List<Long> shape = tensor.shape();
        return place.ofHead()
                && !shape.isEmpty()
                && shape.size() == place.shape().size()
                && shape.get(0) == BACKGROUND
                && place.shape().get(0) == BACKGROUND - 1
                && shape.subList(1, shape.size())
                        .equals(place.shape().subList(1, place.shape().size()));
    }

    private static float[] numbers(Place place, StoredTensor tensor, WeightFile file) {
        float[] values = file.floats(place.theirs());
        if (!tensor.shape().equals(place.shape())) {
            int row = values.length / BACKGROUND;
            values = java.util.Arrays.copyOfRange(values, row, values.length);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new BadDataException(
                        "Weights are finite numbers",
                        values[i] + " at " + i + " of " + place.theirs(),
                        "Use another file: this one is of a training that diverged");
            }
        }
        return values;
    }
}
