package dev.hearth.tensor;

import dev.hearth.tensor.SelfCheck.Figure;
import dev.hearth.tensor.SelfCheck.Replaced;
import dev.hearth.tensor.SelfCheckCases.Case;
import dev.hearth.tensor.SelfCheckCases.Part;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.global.torch;

/** Does the {@link SelfCheck}: runs the cases, replaces what is wrong, and runs them again. */
final class SelfCheckRun {

    /** Grows with each change of the cases, so that what was remembered before counts no more. */
    static final int FORM = 2;

    /** What can stand in a part's place. */
    private enum Replacement {
        PRODUCTS(Part.PRODUCTS, "OpenBLAS's matrix products", "oneDNN's"),
        SHARED_PRODUCTS(
                Part.SHARED_PRODUCTS, "matrix products shared out over threads", "libtorch's"),
        POINTWISE_PRODUCTS(
                Part.POINTWISE_PRODUCTS, "matrix products as convolutions of 1×1", "OpenBLAS's"),
        PLANNED_PRODUCTS(
                Part.PLANNED_PRODUCTS, "matrix products planned once", "steps layer by layer"),
        CONVOLUTIONS(Part.CONVOLUTIONS, "oneDNN's convolutions", "libtorch's own");

        final Part part;
        final String what;
        final String by;

        Replacement(Part part, String what, String by) {
            this.part = part;
            this.what = what;
            this.by = by;
        }

        static Optional<Replacement> of(Part part) {
            for (Replacement replacement : values()) {
                if (replacement.part == part) {
                    return Optional.of(replacement);
                }
            }
            return Optional.empty();
        }

        void apply() {
            switch (this) {
                case PRODUCTS -> torch.globalContext().setFloat32MatmulPrecision("medium");
                case SHARED_PRODUCTS -> Gemm.withoutSharing();
                case POINTWISE_PRODUCTS -> Gemm.withoutPointwise();
                case PLANNED_PRODUCTS -> Gemm.withoutPlanning();
                case CONVOLUTIONS -> {
                    torch.globalContext().setUserEnabledMkldnn(false);
                    Gemm.withoutPointwise();
                }
            }
        }
    }

    private final List<Case> cases;
    private final int[] threads;
    private final Map<Replacement, Figure> wrong = new EnumMap<>(Replacement.class);
    private final Map<Replacement, Double> slowdown = new EnumMap<>(Replacement.class);

    private SelfCheckRun(List<Case> cases, int... threads) {
        this.cases = cases;
        this.threads = threads;
    }

    /** Puts what is wrong out of use, as an earlier check has found. */
    static void apply(SelfCheck remembered) {
        for (Replaced replaced : remembered.replaced()) {
            for (Replacement replacement : Replacement.values()) {
                if (replacement.what.equals(replaced.what())) {
                    replacement.apply();
                }
            }
        }
    }

    /**
     * Checks.
     *
     * @param threads the counts to check with
     * @return with everything right
     * @throws LibTorchException if something is wrong for which nothing else can stand
     */
    static SelfCheck run(String machine, List<Case> cases, int... threads) {
        long begun = System.nanoTime();
        SelfCheckRun proof = new SelfCheckRun(cases, threads);
        List<Figure> figures = proof.figures();
        while (figures.stream().anyMatch(figure -> !figure.isRight())) {
            proof.replace(figures);
            figures = proof.figures();
        }
        List<Replaced> replaced = new ArrayList<>();
        proof.wrong.forEach(
                (what, why) ->
                        replaced.add(
                                new Replaced(what.what, what.by, why, proof.slowdown.get(what))));
        return new SelfCheck(machine, figures, replaced, (System.nanoTime() - begun) / 1e6, false);
    }

    /** One for each case that there is. */
    private List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (int count : threads) {
            LibTorch.use(count);
            for (Case each : cases) {
                if (isThere(each, count)) {
                    figures.add(new Figure(each.name(), count, difference(each), each.allowed()));
                }
            }
        }
        return figures;
    }

    private boolean isThere(Case each, int count) {
        if (each.part() == Part.PLANNED_PRODUCTS) {
            return Gemm.isPlanned();
        }
        return !each.isShared()
                || count > 1
                        && (each.part() == Part.SHARED_PRODUCTS
                                ? Gemm.isShared()
                                : Gemm.hasPointwise());
    }

    /** Gradients are recorded for it, also where a thread that records nothing calls for the check. */
    private static double difference(Case each) {
        boolean recorded = GradMode.is_enabled();
        GradMode.set_enabled(true);
        try (var scope = Scope.open()) {
            return each.difference().get();
        } catch (LibTorchException failure) {
            // A kernel that fails is no better than one that is wrong.
            return Double.NaN;
        } finally {
            GradMode.set_enabled(recorded);
        }
    }

    private void replace(List<Figure> figures) {
        Map<Replacement, Figure> now = new EnumMap<>(Replacement.class);
        for (Figure figure : figures) {
            if (figure.isRight()) {
                continue;
            }
            Part part =
                    cases.stream()
                            .filter(each -> each.name().equals(figure.operation()))
                            .findFirst()
                            .orElseThrow()
                            .part();
            Replacement replacement =
                    Replacement.of(part)
                            .filter(way -> !wrong.containsKey(way))
                            .orElseThrow(() -> refused(figure));
            now.putIfAbsent(replacement, figure);
        }
        now.forEach(
                (replacement, figure) -> {
                    wrong.put(replacement, figure);
                    double before = seconds(replacement.part, figure.threads());
                    replacement.apply();
                    slowdown.put(replacement, seconds(replacement.part, figure.threads()) / before);
                });
    }

    private double seconds(Part part, int count) {
        LibTorch.use(count);
        double least = Double.POSITIVE_INFINITY;
        for (int turn = 0; turn < 3; turn++) {
            long begun = System.nanoTime();
            for (Case each : cases) {
                boolean alike =
                        each.part() == part
                                || part != Part.CONVOLUTIONS && each.part() == Part.PRODUCTS;
                if (alike && isThere(each, count)) {
                    difference(each);
                }
            }
            least = Math.min(least, (System.nanoTime() - begun) / 1e9);
        }
        return least;
    }

    private LibTorchException refused(Figure figure) {
        return new LibTorchException(
                Check.message(
                        "libtorch needs to compute right on this processor",
                        figure.operation()
                                + " on "
                                + figure.threads()
                                + " thread(s) is off by "
                                + figure.difference()
                                + " of its largest number, where "
                                + figure.allowed()
                                + " is allowed"
                                + (wrong.isEmpty()
                                        ? ""
                                        : ", also without "
                                                + String.join(
                                                        " and ",
                                                        wrong.keySet().stream()
                                                                .map(way -> way.what)
                                                                .toList())),
                        "Set ONEDNN_MAX_CPU_ISA=SSE41 or OPENBLAS_CORETYPE=Haswell to try other kernels,"
                                + " or use another computer"));
    }
}
