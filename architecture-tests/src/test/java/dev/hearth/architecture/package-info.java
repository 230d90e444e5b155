/** The rules of the house as tests: floors, sources, documents, examples, and a watch for leaks. */
package dev.hearth.architecture;
