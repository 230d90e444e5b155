package dev.hearth.train.recipe;

import dev.hearth.data.Chain;
import dev.hearth.data.transform.Brightness;
import dev.hearth.data.transform.CentrePad;
import dev.hearth.data.transform.ColourJitter;
import dev.hearth.data.transform.PadCropFlip;
import dev.hearth.data.transform.RandomAffine;
import dev.hearth.data.transform.RandomResizedCrop;
import dev.hearth.data.transform.RandomShift;
import dev.hearth.data.transform.RandomSquare;
import dev.hearth.optim.Adam;
import dev.hearth.optim.Adamax;
import dev.hearth.optim.ClassicalMomentum;
import dev.hearth.optim.ClipNorm;
import dev.hearth.optim.ClipValue;
import dev.hearth.optim.DampedNesterov;
import dev.hearth.optim.L2;
import dev.hearth.optim.MaxNorm;
import dev.hearth.optim.RmsProp;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.WithModifiers;
import dev.hearth.optim.WithMovingAverage;
import dev.hearth.optim.loss.BinaryCrossEntropy;
import dev.hearth.optim.loss.CrossEntropy;
import dev.hearth.optim.loss.Huber;
import dev.hearth.optim.loss.MeanSquaredError;
import dev.hearth.optim.loss.NegativeElbo;
import dev.hearth.optim.loss.WeightedCrossEntropy;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.optim.schedule.Exponential;
import dev.hearth.optim.schedule.ExponentialDecay;
import dev.hearth.optim.schedule.ExponentialPerStep;
import dev.hearth.optim.schedule.LinearToZero;
import dev.hearth.optim.schedule.Ramp;
import dev.hearth.optim.schedule.StepSchedule;
import java.util.List;

/** The records that every {@link RecipeJson} knows. */
final class BuiltInTypes {

    static final List<Class<?>> TYPES =
            List.of(
                    Recipe.class,
                    GanRecipe.class,
                    DataParallelRecipe.class,
                    // optimizers and what is done around their steps
                    Sgd.class,
                    ClassicalMomentum.class,
                    DampedNesterov.class,
                    Adam.class,
                    Adamax.class,
                    RmsProp.class,
                    WithModifiers.class,
                    WithMovingAverage.class,
                    L2.class,
                    MaxNorm.class,
                    ClipNorm.class,
                    ClipValue.class,
                    Momentum.OfOptimizer.class,
                    Momentum.Scheduled.class,
                    // losses
                    CrossEntropy.class,
                    WeightedCrossEntropy.class,
                    BinaryCrossEntropy.class,
                    MeanSquaredError.class,
                    Huber.class,
                    NegativeElbo.class,
                    // schedules
                    ConstantSchedule.class,
                    StepSchedule.class,
                    Exponential.class,
                    ExponentialPerStep.class,
                    LinearToZero.class,
                    Ramp.class,
                    ExponentialDecay.class,
                    // augmentations
                    PadCropFlip.class,
                    RandomAffine.class,
                    ColourJitter.class,
                    Brightness.class,
                    CentrePad.class,
                    Chain.class,
                    RandomResizedCrop.class,
                    RandomShift.class,
                    RandomSquare.class,
                    // metrics of generators
                    GeneratorMetric.Parzen.class,
                    GeneratorMetric.ParzenFolds.class,
                    GeneratorMetric.Density.class);

    private BuiltInTypes() {}
}
