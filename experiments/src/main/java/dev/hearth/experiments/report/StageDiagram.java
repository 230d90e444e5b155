package dev.hearth.experiments.report;

import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Named;
import dev.hearth.nn.layers.Repeat;
import dev.hearth.nn.layers.Sequence;
import dev.hearth.zoo.ModelRegistry;
import java.util.List;
import java.util.Locale;

/**
 * A net as the papers draw theirs, made of its configuration alone: a box for each stage with what it gives
 * and what it costs, and in it the operations of one of its blocks.
 */
final class StageDiagram {

    /** A phone's. */
    private static final double WIDTH = 320;

    private static final double INSIDE = WIDTH - 20;
    private static final double ARROW = 14;

    private StageDiagram() {}

    /** A part of the main chain. */
    private record Stage(String name, int times, DiagramNode piece, Shape out, Complexity cost) {

        private static Stage of(Layer layer, Shape in) {
            Layer bare = layer instanceof Named named ? named.layer() : layer;
            DiagramNode piece = DiagramNode.of(bare, in);
            String name = layer instanceof Named named ? named.name() : piece.words();
            int times = bare instanceof Repeat repeat ? repeat.times() : 1;
            return new Stage(name, times, piece, layer.out(in), layer.cost(in));
        }

        private String title() {
            return (times == 1 ? "" : times + " × ") + name;
        }

        /** Whether there is more to see than a word. */
        private boolean isOpen() {
            return !(piece instanceof DiagramNode.Box);
        }

        private boolean isFree() {
            return cost.parameters() == 0 && cost.multiplyAdds() == 0;
        }

        private double height() {
            double head = isFree() && !isOpen() ? 24 : 52;
            return head + (isOpen() ? piece.height(INSIDE) + 20 : 0);
        }

        private String words() {
            return title()
                    + (name.equals(piece.words()) ? "" : ": " + piece.words())
                    + ", gives "
                    + out
                    + ", "
                    + grouped(cost.parameters())
                    + " parameters, "
                    + grouped(cost.multiplyAdds())
                    + " multiply-adds";
        }
    }

    static String html(String name, ModelRegistry.Entry model) {
        List<Stage> stages = stages(model);
        Complexity whole = model.layer().cost(model.in());
        Svg drawing = new Svg();
        drawing.text("out", "middle", WIDTH / 2, 14, "image " + model.in());
        double y = 20;
        for (Stage stage : stages) {
            drawing.arrow(WIDTH / 2, y, y + ARROW);
            y += ARROW;
            draw(drawing, stage, y, whole);
            y += stage.height();
        }
        List<String> words = stages.stream().map(Stage::words).toList();
        return "<details class=\"net\" open><summary>"
                + Html.text(name + ": " + model.about())
                + "</summary>\n"
                + drawing.svg(
                        "net-" + Html.anchor(name),
                        name + ", stage by stage",
                        "From " + model.in() + ": " + String.join("; ", words) + ".",
                        WIDTH,
                        y + 4)
                + "</details>\n";
    }

    private static List<Stage> stages(ModelRegistry.Entry model) {
        ChildLayer net = new ChildLayer("", model.layer(), model.in());
        while (net.layer() instanceof Composite) {
            net = net.children().get(0);
        }
        List<ChildLayer> parts = net.layer() instanceof Sequence ? net.children() : List.of(net);
        return parts.stream().map(part -> Stage.of(part.layer(), part.in())).toList();
    }

    private static void draw(Svg on, Stage stage, double y, Complexity whole) {
        on.box("stage", stage.words(), 1, y, WIDTH - 2, stage.height());
        boolean named = !stage.name().equals(stage.piece().words());
        String word =
                stage.isOpen() || !named
                        ? stage.title()
                        : stage.title() + ": " + stage.piece().words();
        on.text("name", "start", 10, y + 16, word);
        on.text("out", "end", WIDTH - 10, y + 16, stage.out().toString());
        if (!stage.isFree()) {
            Complexity cost = stage.cost();
            on.text(
                    "cost",
                    "start",
                    10,
                    y + 33,
                    brief(cost.parameters())
                            + " parameters, "
                            + brief(cost.multiplyAdds())
                            + " multiply-adds");
            share(on, "share", y + 39, cost.parameters(), whole.parameters());
            share(on, "work", y + 44, cost.multiplyAdds(), whole.multiplyAdds());
        }
        if (stage.isOpen()) {
            double top = y + 60;
            on.line(WIDTH / 2, y + 52, WIDTH / 2, top);
            stage.piece().draw(on, (WIDTH - INSIDE) / 2, top, INSIDE);
        }
    }

    private static void share(Svg on, String kind, double y, long part, long whole) {
        double width = whole == 0 ? 0 : INSIDE * part / whole;
        String title = String.format(Locale.ROOT, "%.1f %%", 100 * width / INSIDE);
        on.box(kind, title, 10, y, Math.max(0.5, width), 3);
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String brief(long number) {
        if (number >= 1_000_000_000) {
            return String.format(Locale.ROOT, "%.2f G", number / 1e9);
        } else if (number >= 1_000_000) {
            return String.format(Locale.ROOT, "%.2f M", number / 1e6);
        }
        return number >= 10_000
                ? String.format(Locale.ROOT, "%.1f k", number / 1e3)
                : Long.toString(number);
    }
}
