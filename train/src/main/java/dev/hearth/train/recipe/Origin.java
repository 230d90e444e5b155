package dev.hearth.train.recipe;

/** Where a number comes from. Every setting of a recipe says so. */
public sealed interface Origin {

    /** Printed in the paper, or in its authors' code. */
    record Paper(String where) implements Origin {
        @Override
        public String toString() {
            return "paper, " + where;
        }
    }

    /** Chosen here. */
    record Ours(String why) implements Origin {
        @Override
        public String toString() {
            return "ours: " + why;
        }
    }

    /** Printed in the paper. */
    static Origin paper(String where) {
        return new Paper(where);
    }

    /** Chosen here. */
    static Origin ours(String why) {
        return new Ours(why);
    }
}
