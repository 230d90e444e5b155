/** Several workers of one run: how they meet over TCP and exchange numbers. */
package dev.hearth.train.exchange;
