import '@flowgraft/core';
