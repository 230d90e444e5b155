/** What every peer is told to do, and the door through which it is told; knows no framework. */
package dev.hearth.peers.plan;
