package dev.hearth.bench;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Adamax, which libtorch has in Python alone, written as that is: parameter by parameter with the functions
 * that change their operand.
 */
final class PresetsAdamax implements Runnable {

    private static final double BETA = 0.9;

    private final List<Tensor> parameters;
    private final List<Tensor> means = new ArrayList<>();
    private final List<Tensor> greatest = new ArrayList<>();
    private final double rate;
    private final Scalar share = new Scalar(1 - BETA);
    private final Scalar decay = new Scalar(0.999);
    private final Scalar epsilon = new Scalar(1e-8);
    private long steps;

    PresetsAdamax(List<Tensor> parameters, double rate) {
        this.parameters = parameters;
        this.rate = rate;
        for (Tensor parameter : parameters) {
            means.add(torch.zeros_like(parameter));
            greatest.add(torch.zeros_like(parameter));
        }
    }

    @Override
    public void run() {
        steps++;
        try (NoGradGuard quiet = new NoGradGuard();
                Scalar factor = new Scalar(-rate / (1 - Math.pow(BETA, steps)))) {
            for (int i = 0; i < parameters.size(); i++) {
                Tensor gradient = parameters.get(i).grad();
                Tensor mean = means.get(i).lerp_(gradient, share);
                Tensor size = greatest.get(i).mul_(decay);
                torch.maximum_out(size, size, gradient.abs().add_(epsilon));
                parameters.get(i).addcdiv_(mean, size, factor);
            }
        }
    }
}
