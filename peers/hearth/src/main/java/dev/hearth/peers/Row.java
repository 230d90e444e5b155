package dev.hearth.peers;

import dev.hearth.bench.ConvolutionSteps;
import dev.hearth.bench.Work;
import dev.hearth.data.ImageShape;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.FractionalMaxPool2d;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.Reduction;
import dev.hearth.optim.Adam;
import dev.hearth.optim.Optimizer;
import dev.hearth.optim.Sgd;
import dev.hearth.peers.plan.Kind;
import dev.hearth.peers.plan.Method;
import dev.hearth.zoo.elu.EluMnist;
import dev.hearth.zoo.gan.GanDiscriminator;
import dev.hearth.zoo.inception.InceptionResNetV2;
import dev.hearth.zoo.inception.InceptionV4;
import dev.hearth.zoo.inception.ResidualScales;
import dev.hearth.zoo.weightnorm.BiasKind;
import dev.hearth.zoo.weightnorm.WeightMode;
import dev.hearth.zoo.weightnorm.WeightNormCifar;

/** What is compared. */
enum Row {
    /** The ELU paper's fully connected net. */
    E1(Kind.TRAIN, "E1 step: 8×128 ELU, batch 64, SGD", Method.SGD, 0.01, 0),
    /** Three convolutions. */
    CIFAR(Kind.TRAIN, "CIFAR step: three convolutions, batch 128", Method.MOMENTUM, 0.01, 0.9),
    /** One picture. */
    INCEPTION_ONE(Kind.INFERENCE, "Inception-v4 inference, batch 1", Method.SGD, 0, 0),
    /** Eight pictures. */
    INCEPTION_EIGHT(Kind.INFERENCE, "Inception-v4 inference, batch 8", Method.SGD, 0, 0),
    /** The largest net of the Inception paper. */
    RESNET(Kind.TRAIN, "Inception-ResNet-v2 step, batch 8", Method.MOMENTUM, 0.001, 0.9),
    /** Fractional max-pooling. */
    POOL(
            Kind.POOL,
            "Fractional max-pool 32×94 → 73, batch 32, forward and backward",
            Method.SGD,
            0,
            0),
    /** Weight normalisation's CIFAR-10 net. */
    WEIGHT_NORM(
            Kind.TRAIN, "Weight normalisation's CIFAR-10 step, batch 100", Method.ADAM, 1e-4, 0),
    /** The GAN paper's MNIST nets. */
    GAN(Kind.GAME, "GAN step: both players, batch 100", Method.MOMENTUM, 0.1, 0.5);

    /** How far a pool reaches. */
    static final int POOLED = 73;

    private final Kind kind;
    private final String title;
    private final Method method;
    private final double rate;
    private final double momentum;

    Row(Kind kind, String title, Method method, double rate, double momentum) {
        this.kind = kind;
        this.title = title;
        this.method = method;
        this.rate = rate;
        this.momentum = momentum;
    }

    Kind kind() {
        return kind;
    }

    String title() {
        return title;
    }

    Method method() {
        return method;
    }

    double rate() {
        return rate;
    }

    double momentum() {
        return momentum;
    }

    /** The word on command lines and in files. */
    String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /**
     * The same work at each call, of steps enough that beginning a run weighs little; a quick run has
     * smaller batches where a step takes seconds.
     */
    Work work(PeerEffort depth) {
        boolean quick = depth == PeerEffort.QUICK;
        return switch (this) {
            case E1 -> Work.mnist(quick ? 10 : 300);
            case CIFAR -> Work.cifar(quick ? 16 : 128, quick ? 2 : 6);
            case INCEPTION_ONE -> large(1);
            case INCEPTION_EIGHT -> large(quick ? 2 : 8);
            case RESNET -> large(quick ? 2 : 8);
            case POOL -> new Work(Work.noise("pool", new ImageShape(32, 94, 94), 32), 32);
            case WEIGHT_NORM -> Work.cifar(quick ? 10 : 100, quick ? 1 : 3);
            case GAN -> Work.mnist(100, quick ? 2 : 40);
        };
    }

    /** How often a peer does its work in one turn, where once would be over in less than half a second. */
    int stretches() {
        return switch (this) {
            case POOL -> 20;
            case INCEPTION_ONE -> 8;
            default -> 1;
        };
    }

    private static Work large(int batch) {
        return new Work(Work.noise("large", new ImageShape(3, 299, 299), batch), batch);
    }

    /** Its net; of a game, the discriminator. */
    Layer net() {
        Reduction pooled = Reduction.to(POOLED);
        return switch (this) {
            case E1 -> new EluMnist(8, 128, 10, new Elu());
            case CIFAR -> ConvolutionSteps.net();
            case INCEPTION_ONE, INCEPTION_EIGHT -> InceptionV4.asPublished();
            case RESNET -> new InceptionResNetV2(10, 0.2, ResidualScales.RELEASED);
            case POOL -> new FractionalMaxPool2d(pooled, pooled).draw(IncrementDraw.PSEUDORANDOM);
            case WEIGHT_NORM -> new WeightNormCifar(WeightMode.NORMALIZED, BiasKind.BIAS);
            case GAN -> new GanDiscriminator(240);
        };
    }

    /** Hearth's form of the method. */
    Optimizer optimizer() {
        return switch (method) {
            case SGD -> new Sgd();
            case MOMENTUM -> new Sgd(momentum);
            case ADAM -> new Adam();
        };
    }
}
