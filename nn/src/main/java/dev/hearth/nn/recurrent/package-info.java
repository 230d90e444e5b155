/** Recurrent layers and cells: LSTM and gated recurrent units. */
package dev.hearth.nn.recurrent;
