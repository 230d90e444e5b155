package dev.hearth.optim;

/**
 * The optimisers once more, number by number in double precision, written from their definitions.
 */
final class Twin {

    private final Optimizer letter;
    private final double[] first;
    private final double[] second;
    private final double[] third;

    Twin(Optimizer letter, int length) {
        this.letter = letter;
        first = new double[length];
        second = new double[length];
        third = new double[length];
        if (letter instanceof RmsProp rms && rms.form() == RmsProp.Form.TENSORFLOW) {
            java.util.Arrays.fill(first, 1);
        }
    }

    void step(double[] w, float[] g, StepHyperparameters rates, int step) {
        for (int i = 0; i < w.length; i++) {
            w[i] = after(w[i], g[i], rates.rate(), rates, step, i);
        }
    }

    private double after(double w, double g, double rate, StepHyperparameters rates, int t, int i) {
        if (letter instanceof Sgd sgd) {
            double mu = rates.momentum().orElse(sgd.momentum());
            first[i] = mu * first[i] + g;
            return w - rate * (sgd.nesterov() == Nesterov.YES ? g + mu * first[i] : first[i]);
        }
        if (letter instanceof ClassicalMomentum ball) {
            double mu = rates.momentum().orElse(ball.momentum());
            first[i] = mu * first[i] - rate * g;
            return w + (ball.nesterov() == Nesterov.YES ? mu * first[i] - rate * g : first[i]);
        }
        if (letter instanceof DampedNesterov damped) {
            double mu = rates.momentum().orElse(damped.momentum());
            double old = first[i];
            first[i] = mu * old - rate * (1 - mu) * g;
            return w - mu * old + (1 + mu) * first[i];
        }
        if (letter instanceof Adam adam) {
            double beta = rates.momentum().orElse(adam.beta1());
            first[i] = beta * first[i] + (1 - beta) * g;
            second[i] = adam.beta2() * second[i] + (1 - adam.beta2()) * g * g;
            double mean = first[i] / (1 - Math.pow(beta, t));
            double square = second[i] / (1 - Math.pow(adam.beta2(), t));
            return adam.place() == EpsilonPlacement.OUTSIDE_ROOT
                    ? w - rate * mean / (Math.sqrt(square) + adam.epsilon())
                    : w - rate * mean / Math.sqrt(square + adam.epsilon());
        }
        if (letter instanceof Adamax adamax) {
            double beta = rates.momentum().orElse(adamax.beta1());
            first[i] = beta * first[i] + (1 - beta) * g;
            second[i] = Math.max(adamax.beta2() * second[i], Math.abs(g) + adamax.epsilon());
            return w - rate / (1 - Math.pow(beta, t)) * first[i] / second[i];
        }
        return rmsProp((RmsProp) letter, w, g, rate, rates, i);
    }

    private double rmsProp(
            RmsProp rms, double w, double g, double rate, StepHyperparameters rates, int i) {
        double rho = rms.decay();
        double mu = rates.momentum().orElse(rms.momentum());
        first[i] = rho * first[i] + (1 - rho) * g * g;
        second[i] = rho * second[i] + (1 - rho) * g;
        if (rms.form() == RmsProp.Form.PYTORCH) {
            third[i] = mu * third[i] + g / (Math.sqrt(first[i]) + rms.epsilon());
            return w - rate * third[i];
        }
        double centre = rms.form() == RmsProp.Form.DEEPMIND ? second[i] : 0;
        third[i] = mu * third[i] + rate * g / Math.sqrt(first[i] - centre * centre + rms.epsilon());
        return w - third[i];
    }
}
