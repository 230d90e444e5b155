package dev.hearth.experiments.report;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.AvgPool2d;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.GlobalAvgPool;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.MaxPool2d;
import dev.hearth.nn.layers.Relu;
import dev.hearth.nn.layers.Repeat;
import dev.hearth.nn.layers.Residual;
import dev.hearth.nn.layers.Window;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a layer looks in a diagram: boxes in a chain, branches side by side, a shortcut around.
 * Batch normalisation and ReLU belong to the box before them, as in the papers' figures.
 */
sealed interface DiagramNode {

    /** Between one box and the next. */
    double GAP = 8;

    /** The width of a character in a box, roughly. */
    double LETTER = 6.4;

    /** How high it is when it is so wide. */
    double height(double width);

    /** Draws it with its upper left corner there. */
    void draw(Svg on, double x, double y, double width);

    /** In a line, for those who cannot see it. */
    String words();

    /** A box with a word in it. */
    record Box(String word, String kind, String full) implements DiagramNode {

        private List<String> lines(double width) {
            boolean fits = word.length() * LETTER <= width - 4;
            return fits ? List.of(word) : List.of(word.split(" · "));
        }

        @Override
        public double height(double width) {
            return 6 + 14 * lines(width).size();
        }

        @Override
        public void draw(Svg on, double x, double y, double width) {
            on.box(kind, full, x, y, width, height(width));
            List<String> lines = lines(width);
            for (int i = 0; i < lines.size(); i++) {
                on.text("op", "middle", x + width / 2, y + 14 + 14 * i, lines.get(i));
            }
        }

        @Override
        public String words() {
            return word.replace(" · ", ", ");
        }
    }

    /** One after another. */
    record Chain(List<DiagramNode> pieces) implements DiagramNode {

        @Override
        public double height(double width) {
            double sum = GAP * (pieces.size() - 1);
            for (DiagramNode piece : pieces) {
                sum += piece.height(width);
            }
            return Math.max(0, sum);
        }

        @Override
        public void draw(Svg on, double x, double y, double width) {
            double top = y;
            for (int i = 0; i < pieces.size(); i++) {
                if (i > 0) {
                    on.line(x + width / 2, top - GAP, x + width / 2, top);
                }
                pieces.get(i).draw(on, x, top, width);
                top += pieces.get(i).height(width) + GAP;
            }
        }

        @Override
        public String words() {
            return pieces.isEmpty()
                    ? "nothing"
                    : pieces.stream().map(DiagramNode::words).collect(Collectors.joining(" then "));
        }
    }

    /** Side by side, and joined by a bar. */
    record Branches(List<DiagramNode> pieces) implements DiagramNode {

        private static final double BAR = 4;

        private double column(double width) {
            return (width - 6 * (pieces.size() - 1)) / pieces.size();
        }

        private double tallest(double width) {
            return pieces.stream().mapToDouble(p -> p.height(column(width))).max().orElse(0);
        }

        @Override
        public double height(double width) {
            return GAP + tallest(width) + GAP + BAR;
        }

        @Override
        public void draw(Svg on, double x, double y, double width) {
            double column = column(width);
            double bar = y + GAP + tallest(width) + GAP;
            on.line(x + column / 2, y, x + width - column / 2, y);
            for (int i = 0; i < pieces.size(); i++) {
                double left = x + i * (column + 6);
                DiagramNode piece = pieces.get(i);
                on.line(left + column / 2, y, left + column / 2, y + GAP);
                piece.draw(on, left, y + GAP, column);
                on.line(left + column / 2, y + GAP + piece.height(column), left + column / 2, bar);
            }
            on.box("joint", "channels behind one another", x, bar, width, BAR);
        }

        @Override
        public String words() {
            return pieces.size()
                    + " branches ("
                    + pieces.stream().map(DiagramNode::words).collect(Collectors.joining("; "))
                    + ")";
        }
    }

    /** With a line around it, to which it is added. */
    record Shortcut(DiagramNode body, double scale) implements DiagramNode {

        private static final double SIDE = 22;
        private static final double SUM = 16;

        @Override
        public double height(double width) {
            return GAP + body.height(width - SIDE) + GAP + SUM;
        }

        @Override
        public void draw(Svg on, double x, double y, double width) {
            double centre = x + SIDE + (width - SIDE) / 2;
            double end = y + GAP + body.height(width - SIDE);
            double sum = end + GAP + SUM / 2;
            on.line(x + width / 2, y, x + 6, y);
            on.line(x + 6, y, x + 6, sum);
            on.line(x + 6, sum, centre - SUM / 2, sum);
            on.line(centre, y, x + width / 2, y);
            on.line(centre, y, centre, y + GAP);
            body.draw(on, x + SIDE, y + GAP, width - SIDE);
            on.line(centre, end, centre, end + GAP);
            on.sum("x + " + factor() + "f(x)", centre, sum, SUM / 2);
            if (scale != 1) {
                on.text("op", "start", centre + SUM, sum + 4, "× " + number(scale));
            }
        }

        private String factor() {
            return scale == 1 ? "" : number(scale) + "·";
        }

        @Override
        public String words() {
            return "x + " + factor() + "(" + body.words() + ")";
        }
    }

    /** The drawing of a layer; of a repeated one that of one layer. */
    static DiagramNode of(Layer layer, Shape in) {
        if (layer instanceof Repeat repeat) {
            return of(repeat.layer(), in);
        } else if (layer instanceof BatchNorm || layer instanceof Relu) {
            return new Chain(List.of());
        }
        List<DiagramNode> pieces =
                layer.children(in).stream()
                        .map(child -> of(child.layer(), child.in()))
                        .filter(piece -> !(piece instanceof Chain c && c.pieces().isEmpty()))
                        .toList();
        return switch (layer.arrangement()) {
            case CHAIN, WRAPPER -> pieces.size() == 1 ? pieces.get(0) : new Chain(pieces);
            case CONCAT -> new Branches(pieces);
            case OTHER ->
                    layer instanceof Residual residual
                            ? new Shortcut(of(residual.body(), in), residual.scale())
                            : box(layer);
        };
    }

    private static DiagramNode box(Layer layer) {
        String full = layer.toString();
        if (layer instanceof Conv2d conv) {
            String linear = conv.bias() == Bias.YES ? " linear" : "";
            return new Box(window(conv.window()) + linear + " · " + conv.filters(), "conv", full);
        } else if (layer instanceof MaxPool2d pool) {
            return new Box("max · " + window(pool.window()), "pool", full);
        } else if (layer instanceof AvgPool2d pool) {
            return new Box("avg · " + window(pool.window()), "pool", full);
        } else if (layer instanceof GlobalAvgPool) {
            return new Box("global average", "pool", full);
        } else if (layer instanceof Dropout dropout) {
            return new Box("dropout " + number(dropout.rate()), "other", full);
        } else if (layer instanceof Linear linear) {
            return new Box("linear · " + linear.units(), "conv", full);
        }
        return new Box(layer.getClass().getSimpleName(), "other", full);
    }

    private static String window(Window window) {
        int stride = window.strideRows();
        return window.height() + "×" + window.width() + (stride == 1 ? "" : "/" + stride);
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
