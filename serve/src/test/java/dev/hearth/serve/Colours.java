package dev.hearth.serve;

import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.inference.ImageClassifier;
import dev.hearth.inference.LogitModel;
import java.util.List;
import java.util.Optional;

/** A model that says how red, green and blue a picture is. */
final class Colours implements LogitModel {

    static final List<String> CLASSES = List.of("red", "green", "blue");
    static final InputSpec VIEW = new InputSpec(3, 2, 1, Interpolation.BILINEAR, 0, 1);

    @Override
    public boolean endsInSoftmax() {
        return true;
    }

    @Override
    public float[] logits(float[] squares, int count) {
        float[] shares = new float[3 * count];
        for (int i = 0; i < count; i++) {
            float sum = 0;
            for (int k = 0; k < 12; k++) {
                shares[3 * i + k / 4] += squares[12 * i + k];
                sum += squares[12 * i + k];
            }
            for (int c = 0; c < 3; c++) {
                shares[3 * i + c] = sum == 0 ? 1f / 3 : shares[3 * i + c] / sum;
            }
        }
        return shares;
    }

    static ServedModel model() {
        return model(new Colours());
    }

    static ServedModel model(LogitModel scorer) {
        return new ServedModel(
                "colours",
                CLASSES,
                ImageClassifier.of(
                        "colours",
                        VIEW,
                        Optional.empty(),
                        CLASSES,
                        scorer,
                        8,
                        TestCrops.ONE,
                        () -> {}),
                () -> {});
    }

    /** With something that happens before each batch. */
    static ServedModel after(Runnable first) {
        Colours colours = new Colours();
        return model(
                new LogitModel() {
                    @Override
                    public boolean endsInSoftmax() {
                        return true;
                    }

                    @Override
                    public float[] logits(float[] squares, int count) {
                        first.run();
                        return colours.logits(squares, count);
                    }
                });
    }
}
