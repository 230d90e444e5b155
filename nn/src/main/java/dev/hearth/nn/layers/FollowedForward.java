package dev.hearth.nn.layers;

import dev.hearth.nn.Forward;

/** A forward function that is cheaper together with an activation behind it than the two are by themselves. */
interface FollowedForward extends Forward {

    /** Both in one, with the same result. */
    Forward followedBy(PointwiseForward activation);
}
