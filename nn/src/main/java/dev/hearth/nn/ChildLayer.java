package dev.hearth.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * A layer inside another.
 *
 * @param name what its parameters' names begin with inside the other layer, without the last dot; empty
 *     where they are the other layer's own names
 * @param in the shape of one example that the child gets
 */
public record ChildLayer(String name, Layer layer, Shape in) {

    /** Its children, named from where this one is named from. */
    public List<ChildLayer> children() {
        List<ChildLayer> children = new ArrayList<>();
        for (ChildLayer child : layer.children(in)) {
            children.add(new ChildLayer(joined(name, child.name), child.layer, child.in));
        }
        return children;
    }

    private static String joined(String outer, String inner) {
        return outer.isEmpty() || inner.isEmpty() ? outer + inner : outer + "." + inner;
    }

    /** What precedes a parameter's own name: the name and a dot, or nothing. */
    public String prefix() {
        return name.isEmpty() ? "" : name + ".";
    }

    /**
     * A layer as the longest chain that it is: children of a {@link Arrangement#CHAIN} are taken apart
     * as long as they are chains themselves.
     *
     * @return at least one; applied in order they compute the layer
     */
    public static List<ChildLayer> chain(Layer layer, Shape in) {
        List<ChildLayer> links = new ArrayList<>();
        new ChildLayer("", layer, in).addLinks(links);
        return links;
    }

    private void addLinks(List<ChildLayer> links) {
        if (layer.arrangement() == Arrangement.CHAIN) {
            children().forEach(child -> child.addLinks(links));
        } else {
            links.add(this);
        }
    }

    /**
     * Where the head begins in layers that follow one another: at the last with a weight, so that what
     * learns behind it, such as a normalisation, is of the head too.
     *
     * @return the index; 0 where no layer has a weight
     */
    public static int head(List<ChildLayer> links) {
        int head = links.size() - 1;
        while (head > 0 && !links.get(head).hasWeight()) {
            head--;
        }
        return Math.max(head, 0);
    }

    private boolean hasWeight() {
        return Parameters.planned(layer, in).entries().stream()
                .anyMatch(entry -> entry.role() == Role.WEIGHT || entry.role() == Role.DIRECTION);
    }

    /**
     * All layers of a net, each before its children.
     *
     * @return at least one, the layer itself under an empty name
     */
    public static List<ChildLayer> all(Layer layer, Shape in) {
        List<ChildLayer> all = new ArrayList<>();
        new ChildLayer("", layer, in).addAll(all);
        return all;
    }

    private void addAll(List<ChildLayer> all) {
        all.add(this);
        children().forEach(child -> child.addAll(all));
    }

    /** Declares the child's parameters under its name, and gives its forward function. */
    public Forward build(Parameters parameters) {
        return layer.build(in, name.isEmpty() ? parameters : parameters.scope(name));
    }
}
