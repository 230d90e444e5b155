/** What the libraries below do by themselves, so that an update that changes it is seen. */
package dev.hearth.behaviour;
