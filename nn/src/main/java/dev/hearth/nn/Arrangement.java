package dev.hearth.nn;

/** How the output of a layer follows from its {@link Layer#children}. */
public enum Arrangement {
    /**
     * One after another, and nothing else: {@link Layer#build} builds each child with the parameters
     * of its name's scope and applies them in order.
     */
    CHAIN,
    /** One child, whose function it computes in {@link Phase#TESTING}; training may differ. */
    WRAPPER,
    /** Each child gets the input; their features are concatenated in order. */
    CONCAT,
    /** Another one, or no children. */
    OTHER
}
