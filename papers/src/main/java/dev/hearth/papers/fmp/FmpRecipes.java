package dev.hearth.papers.fmp;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.data.Augmentation;
import dev.hearth.data.transform.ColourJitter;
import dev.hearth.data.transform.RandomAffine;
import dev.hearth.data.transform.RandomShift;
import dev.hearth.experiments.Budgets;
import dev.hearth.optim.DampedNesterov;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.EpochRounding;
import dev.hearth.optim.schedule.ExponentialDecay;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.task.PostTrainingMetric;
import dev.hearth.train.task.RepeatedTest;
import dev.hearth.zoo.fmp.FmpInitialization;
import dev.hearth.zoo.fmp.FmpNet;
import java.util.List;

/** How the nets are trained: as in the author's public code, and with a shorter schedule. */
final class FmpRecipes {

    private FmpRecipes() {}

    /** The length of the shorter schedule. */
    record Length(DatasetSpec corpus, int batch, int epochs, double rate, double decay) {

        /** The rate falls by e^−decay an epoch. */
        Length decaying(double other) {
            return new Length(corpus, batch, epochs, rate, other);
        }
    }

    /** At budgets below the paper's: some images, for so many epochs at short. */
    static Length length(String set, Budget budget, int[] smoke, int[] small, int epochs) {
        boolean isSmoke = budget == Budget.SMOKE;
        return new Length(
                Budgets.part(set, budget, smoke, small),
                isSmoke ? 25 : 50,
                isSmoke ? 1 : epochs,
                0.02,
                0.2);
    }

    /** The repeated tests of each net. */
    static List<PostTrainingMetric> tests(List<Integer> counts) {
        return List.of(new RepeatedTest(counts, 0, RepeatedTest.Beginning.ONCE));
    }

    /**
     * As published, where it is known. The code's rate 0.003 is for gradients that are summed over a
     * batch; the optimiser here follows their mean.
     */
    static Recipe published(
            String name,
            FmpNet net,
            String set,
            int batch,
            int epochs,
            double decay,
            List<Augmentation> augmentation) {
        return Recipe.named(name)
                .corpus(new DatasetSpec(set, 0, 0), paper("§3"))
                .preparation(field(net, set), paper("§3; SparseConvNet, OpenCVPicture.cpp"))
                .model(net, paper("§3; SparseConvNet, NetworkArchitectures.cpp"))
                .optimizer(
                        new DampedNesterov(0.99), paper("SparseConvNet, NetworkInNetworkLayer.cu"))
                .rate(
                        new ExponentialDecay(0.003 * batch, decay, EpochRounding.STAIRCASE),
                        paper("SparseConvNet: 0.003 on the sum over a batch"))
                .batch(batch, paper("SparseConvNet"))
                .epochs(
                        epochs,
                        set.startsWith("cifar")
                                ? paper("SparseConvNet")
                                : ours("not printed; as many as the small CIFAR-10 net"))
                .augment(
                        augmentation,
                        augmentation.isEmpty()
                                ? paper("§3: none")
                                : paper("cifar10big.cpp; its last 10 epochs without"))
                .build();
    }

    /** The shorter schedule, for two cores. */
    static Recipe reduced(
            String name, FmpNet net, String set, Length length, List<Augmentation> augmentation) {
        Origin budget = ours("budget");
        return Recipe.named(name)
                .corpus(length.corpus(), budget)
                .preparation(field(net, set), paper("§3: in the middle of a field of zeros"))
                .augment(
                        augmentation,
                        augmentation.isEmpty()
                                ? ours("none")
                                : paper("SparseConvNet, cifar10big.cpp; shift by the field"))
                .model(
                        net.starting(FmpInitialization.NEUTRAL),
                        ours("narrow for the budget; variance 1.8/fan_in starts sooner"))
                .optimizer(new Sgd(0.9), ours("learns more in few epochs than 0.99 damped"))
                .rate(
                        new ExponentialDecay(
                                length.rate(), length.decay(), EpochRounding.STAIRCASE),
                        ours("the paper's form; found on MNIST with k = 8"))
                .batch(length.batch(), ours("more steps in a small budget"))
                .epochs(length.epochs(), budget)
                .build();
    }

    /** MNIST and drawn digits are 0 around; CIFAR becomes (byte − 128)/128. */
    private static Preprocessing field(FmpNet net, String set) {
        int side = net.in(1).height();
        return set.startsWith("cifar")
                ? new Preprocessing.Centred(side, 128 / 255.0, 255 / 128.0)
                : new Preprocessing.Centred(side, 0, 1);
    }

    /** In units of (byte − 128)/128, where the field is 0. */
    static List<Augmentation> augmentation(int shift) {
        return List.of(
                RandomAffine.cifar10(0),
                new ColourJitter(25 / 128.0, 0, 2 / 128.0, 2 / 128.0, 0, 2 / 128.0),
                new RandomShift(shift, 0));
    }
}
