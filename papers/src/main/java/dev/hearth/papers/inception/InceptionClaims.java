package dev.hearth.papers.inception;

import dev.hearth.experiments.claim.Claim;

/** What the Inception-v4 paper claims, in our words. */
final class InceptionClaims {

    static final Claim COUNTS =
            new Claim(
                            "INC-1",
                            "the nets have the stages of their figures; parameters and multiply-adds follow,"
                                    + " with two misprints mended, and the released weights belong to"
                                    + " another Inception-ResNet-v2",
                            "figs. 3 to 19, table 1: 35×35, 17×17, 8×8")
                    .identity();
    static final Claim SPEED =
            new Claim(
                    "INC-2",
                    "residual connections speed the training of Inception nets up",
                    "figs. 21 to 26: Inception-ResNet before Inception of the same cost");
    static final Claim SPEED_OF_SHORTCUT =
            new Claim(
                            "INC-2",
                            "the same, read narrowly: of two nets that differ in the shortcuts alone",
                            "not measured in the paper")
                    .own();
    static final Claim END =
            new Claim(
                    "INC-3",
                    "residual connections do not change the final error of Inception nets much",
                    "table 2, one crop: 20.0 % and 19.9 % top-1, 21.2 % and 21.3 %");
    static final Claim END_OF_SHORTCUT =
            new Claim(
                            "INC-3",
                            "the same, read narrowly: of two nets that differ in the shortcuts alone",
                            "not measured in the paper")
                    .own();
    static final Claim GROWTH =
            new Claim(
                            "INC-4",
                            "undamped residuals let activations grow with depth, damped ones hardly (a"
                                    + " proxy: untrained nets)",
                            "§3.3, fig. 20: scales between 0.1 and 0.3 stabilise the training")
                    .identity();
    static final Claim DEATH =
            new Claim(
                    "INC-4",
                    "with more than 1000 filters an undamped residual net dies: the layer before the"
                            + " average gives only zeros; damped by 0.1 it does not",
                    "§3.3: after a few tens of thousands of iterations");
    static final Claim OPTIMIZER =
            new Claim(
                    "INC-5",
                    "RMSProp (decay 0.9, ε = 1) ends better than descent with momentum 0.9, both with"
                            + " their best rate",
                    "§4: the best models were achieved using RMSProp");
    static final Claim ERRORS =
            new Claim(
                    "INC-6",
                    "top-1 and top-5 errors on ImageNet, 144 crops: Inception-v4 17.7 % and 3.8 %,"
                            + " Inception-ResNet-v2 17.8 % and 3.7 %",
                    "table 4; one crop: 20.0/5.0 and 19.9/4.9 (table 2)");

    private InceptionClaims() {}
}
