/**
 * What a layer is and how it lives.
 *
 * <p>A {@link dev.hearth.nn.Layer} is a letter: it describes, travels and owns nothing native. Its
 * {@code build} makes a {@link dev.hearth.nn.Forward}, a machine, whose learned numbers live in
 * {@link dev.hearth.nn.Parameters}. {@link dev.hearth.nn.Network} binds the three.
 */
package dev.hearth.nn;
