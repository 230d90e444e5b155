package dev.hearth.optim.loss;

import dev.hearth.tensor.DenseMatrix;

/** {@link MeanSquaredError} on matrices, of outputs that should give the input back. */
record CompiledSquaredError() implements CompiledLoss {

    @Override
    public Target target() {
        return Target.INPUT;
    }

    @Override
    public double of(Share share) {
        DenseMatrix gradient = share.gradient();
        double numbers = (double) share.examples() * gradient.columns();
        gradient.differenceOf(share.output(), share.input());
        double sum = gradient.sumOfSquares();
        gradient.scale((float) (2 / numbers));
        return sum / numbers;
    }
}
