/** The command line: knows all, known by none. One command a file. */
package dev.hearth.cli;
