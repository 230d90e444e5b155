package dev.hearth.nn.layers;

import dev.hearth.nn.Arrangement;
import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A net of which some tensors are frozen, chosen by their names. They get no gradient, and no optimizer
 * or modifier changes them; gradients flow through to what learns below. A batch normalisation whose
 * running figures are frozen computes with them in every phase and keeps them, so {@code "stem.*"}
 * freezes a stem whole, and {@code "*.weight"} leaves its normalisations learning. Data-dependent
 * initialisation leaves a weighted sum with anything frozen as it is. Dropout has no numbers: it drops.
 *
 * <p>In a pattern {@code *} stands for any characters, dots too. It is matched with a name and with
 * what is left of it from each dot on: {@code "stem.*"} matches {@code 0.stem.1.weight}. Names are as
 * without this layer; {@code ./hearth describe} prints them.
 *
 * <pre>{@code
 * Layer net = new Frozen(
 *     Layers.sequence(Layers.named("stem", Layers.conv(32, 3)), Layers.globalAvgPool(), Layers.linear(5)),
 *     List.of("stem.*"));
 * }</pre>
 *
 * @param patterns at least one; each has to match a name
 */
public record Frozen(Layer net, List<String> patterns) implements Layer {

    /** Copies the list and refuses an empty one. */
    public Frozen {
        Objects.requireNonNull(net, "net");
        patterns = List.copyOf(patterns);
        if (patterns.isEmpty()) {
            throw Check.error(
                    "Frozen needs at least one pattern",
                    "none",
                    "Use \"stem.*\", or the net as it is");
        }
    }

    /** The pattern as an expression for a whole name. */
    private static Pattern compiled(String pattern) {
        return Pattern.compile(
                Stream.of(pattern.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*", "(.*\\.)?", "")));
    }

    @Override
    public Shape out(Shape in) {
        return net.out(in);
    }

    @Override
    public Complexity cost(Shape in) {
        return net.cost(in);
    }

    @Override
    public List<ChildLayer> children(Shape in) {
        return List.of(new ChildLayer("", net, in));
    }

    @Override
    public Arrangement arrangement() {
        return Arrangement.WRAPPER;
    }

    @Override
    public Layer withChildren(List<Layer> layers) {
        return new Frozen(layers.get(0), patterns);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a pattern matches no name
     */
    @Override
    public Forward build(Shape in, Parameters parameters) {
        Parameters plan = Parameters.planned(net, in);
        List<String> names =
                Stream.concat(plan.entries().stream(), plan.stateEntries().stream())
                        .map(Parameters.Entry::name)
                        .toList();
        List<Pattern> frozen = patterns.stream().map(Frozen::compiled).toList();
        for (int i = 0; i < frozen.size(); i++) {
            if (names.stream().noneMatch(frozen.get(i).asMatchPredicate())) {
                throw Check.error(
                        "Frozen needs patterns that match a tensor's name each",
                        "\"" + patterns.get(i) + "\" for " + names,
                        "Begin it with a part's name, as \"stem.*\"");
            }
        }
        return net.build(
                in,
                parameters.freezing(
                        name -> frozen.stream().anyMatch(each -> each.matcher(name).matches())));
    }
}
