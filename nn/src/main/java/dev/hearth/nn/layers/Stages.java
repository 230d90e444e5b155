package dev.hearth.nn.layers;

import dev.hearth.nn.Arrangement;
import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The table of a net: its layers in order, what each gives and what it costs, counted without
 * libtorch.
 *
 * <p>Each layer of a chain is a row; a repeated layer that keeps its shape is one row, and so is each
 * layer that is not a chain. A row's name is what the names of its parameters begin with.
 *
 * <pre>{@code
 * Stages table = Stages.of(net, new Shape.Image(3, 32, 32), Stages.Detail.STAGES);
 * System.out.print(table.text());
 * }</pre>
 *
 * @param rows in the order of the flow, at least one
 */
public record Stages(Shape in, List<Stage> rows) {

    /** Which layers are rows. */
    public enum Detail {
        /** A {@link Named} part is one row, unless it is the whole net. */
        STAGES,
        /** Named parts are laid out too. */
        PARTS
    }

    /**
     * A row.
     *
     * @param name the names of the layers around it, the outermost first, joined by dots; empty for a whole
     *     net of one row
     * @param times how often in a row, above 0
     */
    public record Stage(String name, Layer layer, int times, Shape out, Complexity cost) {

        /** The layer in one line. */
        public String form() {
            return (times == 1 ? "" : times + " × ") + layer.summary();
        }
    }

    /** Longer forms end in an ellipsis in the text. */
    private static final int WIDEST = 56;

    /** Copies the list. */
    public Stages {
        rows = List.copyOf(rows);
    }

    /**
     * The table of a net.
     *
     * @throws IllegalArgumentException if a part cannot take what the part before it gives
     */
    public static Stages of(Layer net, Shape in, Detail detail) {
        List<Stage> rows = new ArrayList<>();
        ChildLayer whole = new ChildLayer("", net, in);
        addRows(net instanceof Named ? whole.children().get(0) : whole, detail, rows);
        return new Stages(in, rows);
    }

    private static void addRows(ChildLayer part, Detail detail, List<Stage> rows) {
        Layer layer = part.layer();
        Shape in = part.in();
        if (layer instanceof Repeat repeat && repeat.layer().out(in).equals(in)) {
            rows.add(new Stage(part.name(), repeat.layer(), repeat.times(), in, repeat.cost(in)));
        } else if (layer instanceof Named && detail == Detail.STAGES) {
            String name = part.children().get(0).name();
            rows.add(new Stage(name, layer, 1, layer.out(in), layer.cost(in)));
        } else if (layer.arrangement() == Arrangement.CHAIN) {
            part.children().forEach(child -> addRows(child, detail, rows));
        } else {
            rows.add(new Stage(part.name(), layer, 1, layer.out(in), layer.cost(in)));
        }
    }

    /**
     * What comes out at the end.
     *
     * @return the last row's shape
     */
    public Shape out() {
        return rows.get(rows.size() - 1).out();
    }

    /**
     * What the whole costs.
     *
     * @return the sum over the rows
     */
    public Complexity total() {
        return rows.stream().map(Stage::cost).reduce(Complexity.NONE, Complexity::plus);
    }

    /**
     * The table as text: a head, the input, the rows and the total; numbers at the right with
     * thousands separators, long layers cut short.
     *
     * @return lines, each ended by a line feed
     */
    public String text() {
        List<String[]> lines = new ArrayList<>();
        lines.add(new String[] {"part", "layer", "output", "parameters", "multiply-adds"});
        lines.add(new String[] {"", "input", in.toString(), "", ""});
        for (Stage row : rows) {
            lines.add(line(row.name(), row.form(), row.out(), row.cost()));
        }
        lines.add(line("total", "", out(), total()));
        int[] widths = new int[5];
        for (String[] line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line[i].codePointCount(0, line[i].length()));
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] line : lines) {
            StringBuilder row = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String space = " ".repeat(widths[i] - line[i].codePointCount(0, line[i].length()));
                row.append(i == 0 ? "" : "  ").append(i < 2 ? line[i] + space : space + line[i]);
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static String[] line(String name, String form, Shape out, Complexity cost) {
        String brief = form.length() > WIDEST ? form.substring(0, WIDEST - 1) + "…" : form;
        return new String[] {
            name, brief, out.toString(), grouped(cost.parameters()), grouped(cost.multiplyAdds())
        };
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
