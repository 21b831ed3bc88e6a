// What a process costs by itself.
export {};
