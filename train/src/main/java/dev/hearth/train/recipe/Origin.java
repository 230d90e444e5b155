package dev.hearth.train.recipe;

/** Where a number comes from. Every knob of a recipe says so. */
public sealed interface Origin {

    /**
     * Printed in the paper, or in its authors' code.
     *
     * @param where section, figure, table or file
     */
    record Paper(String where) implements Origin {
        @Override
        public String toString() {
            return "paper, " + where;
        }
    }

    /**
     * Chosen here.
     *
     * @param why the reason
     */
    record Ours(String why) implements Origin {
        @Override
        public String toString() {
            return "ours: " + why;
        }
    }

    /**
     * Printed in the paper.
     *
     * @param where section, figure, table or file
     * @return the origin
     */
    static Origin paper(String where) {
        return new Paper(where);
    }

    /**
     * Chosen here.
     *
     * @param why the reason
     * @return the origin
     */
    static Origin ours(String why) {
        return new Ours(why);
    }
}
