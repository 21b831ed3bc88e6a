/** What the built-in node types and the engine's own are called in French. */

import { conditionLabels, messagesOf, type ConditionWords, type Messages } from './message-keys.js';

const condition: ConditionWords = {
  operator: 'Comparaison',
  compareWith: 'Comparer à',
  ignoreCase: 'Ignorer majuscules et minuscules',
  conditions: 'Conditions',
};

const readCsv: Messages = {
  headers: 'Noms des colonnes',
  delimiter: 'Séparateur',
  detectTypes: 'Reconnaître les nombres',
  types: 'Types des colonnes',
  trim: 'Supprimer les espaces autour',
  maxRows: 'Nombre maximal de lignes',
  onRowError: 'Si une ligne est incorrecte',
};

const writeCsv: Messages = {
  columns: 'Colonnes',
  headers: 'Écrire les noms des colonnes',
  delimiter: 'Séparateur',
  lineEnd: 'Fins de ligne',
  bom: 'Marquer comme UTF-8',
  escapeFormulas: 'Neutraliser les formules',
};

const readFile: Messages = {
  path: 'Chemin',
  encoding: 'Encodage',
  maxBytes: 'Taille maximale du fichier (octets)',
};

const writeJson: Messages = {
  data: 'Données',
  format: 'Format',
  indent: 'Espaces par niveau',
};

const dataNodes = {
  'data.aggregate': {
    title: 'Agréger',
    description:
      'Regroupe une liste par champs et calcule nombres, sommes et autres, par groupe et au total.',
    fields: {
      items: 'Liste',
      groupBy: 'Regrouper par',
      measures: 'Résultats',
      'measures.name': 'Nom',
      'measures.operation': 'Calcul',
      'measures.field': 'Champ',
    },
  },
  'data.dedupe': {
    title: 'Supprimer les doublons',
    description:
      'Ne garde qu’un élément parmi ceux qui se ressemblent, en entier ou dans les champs choisis.',
    fields: { items: 'Liste', by: 'Comparer selon', keep: 'Garder' },
  },
  'data.filter': {
    title: 'Filtrer',
    description: 'Garde les éléments d’une liste qui remplissent une condition.',
    fields: {
      items: 'Liste',
      where: 'Condition',
      ...conditionLabels('where', ['field', 'Champ', 'value'], condition),
      keep: 'Garder',
    },
  },
  'data.limit': {
    title: 'Limiter',
    description: 'Prend les premiers ou les derniers éléments d’une liste.',
    fields: {
      items: 'Liste',
      count: 'Nombre d’éléments',
      from: 'Prendre à partir',
      skip: 'Laisser de côté avant',
    },
  },
  'data.mapFields': {
    title: 'Transformer les champs',
    description:
      'Renomme, choisit, convertit et complète les champs d’un objet ou de chaque objet d’une liste.',
    fields: {
      source: 'Données',
      fields: 'Champs',
      'fields.from': 'De',
      'fields.to': 'Vers',
      'fields.type': 'Convertir en',
      'fields.default': 'S’il manque',
      keepOthers: 'Garder les autres champs',
      onError: 'Si une valeur ne peut pas être convertie',
    },
  },
  'data.merge': {
    title: 'Fusionner des données',
    description:
      'Met des listes bout à bout, joint deux listes par clé ou par position, ou combine des objets.',
    fields: {
      mode: 'Façon de fusionner',
      inputs: 'Listes ou objets',
      left: 'Première liste',
      right: 'Deuxième liste',
      key: 'Champ à rapprocher',
      rightKey: 'Champ dans la deuxième liste',
      join: 'Garder',
      prefer: 'Si les deux ont un champ',
    },
  },
  'data.parseCsv': {
    title: 'Lire du CSV',
    description: 'Transforme un texte de valeurs séparées par des virgules en liste.',
    fields: { text: 'Texte CSV', ...readCsv },
  },
  'data.parseJson': {
    title: 'Lire du JSON',
    description: 'Transforme un texte JSON, ou des lignes JSON, en données.',
    fields: { text: 'Texte JSON', format: 'Format' },
  },
  'data.set': {
    title: 'Définir des champs',
    description:
      'Construit un objet à partir de valeurs, ou définit les champs d’un objet existant.',
    fields: {
      source: 'Partir de',
      fields: 'Champs',
      remove: 'Champs à retirer',
      onObject: 'Si les deux sont des objets',
    },
  },
  'data.sort': {
    title: 'Trier',
    description:
      'Range une liste selon un ou plusieurs champs ; les éléments égaux gardent leur ordre.',
    fields: {
      items: 'Liste',
      by: 'Trier par',
      'by.field': 'Champ',
      'by.direction': 'Ordre',
      'by.missing': 'Éléments sans valeur',
      text: 'Ordre des textes',
      locale: 'Langue',
    },
  },
  'data.split': {
    title: 'Diviser en lots',
    description:
      'Coupe une liste en listes d’une longueur donnée ; la dernière peut être plus courte.',
    fields: { items: 'Liste', size: 'Éléments par lot' },
  },
  'data.toCsv': {
    title: 'Convertir en CSV',
    description:
      'Écrit une liste d’objets, ou de listes, en texte de valeurs séparées par des virgules.',
    fields: { items: 'Liste', ...writeCsv },
  },
  'data.toJson': {
    title: 'Convertir en JSON',
    description: 'Écrit des données en texte JSON, ou une liste en lignes JSON.',
    fields: writeJson,
  },
};

const fileNodes = {
  'files.readCsv': {
    title: 'Lire un fichier CSV',
    description: 'Lit une liste dans un fichier de valeurs séparées par des virgules.',
    fields: { ...readFile, ...readCsv },
  },
  'files.readJson': {
    title: 'Lire un fichier JSON',
    description: 'Lit des données dans un fichier JSON ou de lignes JSON.',
    fields: { ...readFile, format: 'Format' },
  },
  'files.readText': {
    title: 'Lire un fichier texte',
    description: 'Lit un fichier en tant que texte.',
    fields: readFile,
  },
  'files.writeCsv': {
    title: 'Écrire un fichier CSV',
    description: 'Écrit une liste dans un fichier de valeurs séparées par des virgules.',
    fields: { path: 'Chemin', items: 'Lignes', ...writeCsv },
  },
  'files.writeJson': {
    title: 'Écrire un fichier JSON',
    description: 'Écrit des données dans un fichier JSON, ou une liste en lignes JSON.',
    fields: { path: 'Chemin', ...writeJson },
  },
  'files.writeText': {
    title: 'Écrire un fichier texte',
    description: 'Écrit un texte dans un fichier ; l’ancien contenu est remplacé d’un coup.',
    fields: { path: 'Chemin', text: 'Texte' },
  },
};

const flowNodes = {
  'flow.if': {
    title: 'Si',
    description: 'Continue par « oui » si une condition est remplie et par « non » sinon.',
    fields: {
      condition: 'Condition',
      ...conditionLabels('condition', ['left', 'Valeur', 'right'], condition),
      data: 'Données à transmettre',
    },
  },
  'flow.switch': {
    title: 'Aiguillage',
    description:
      'Continue par le premier cas qui convient, ou par tous ; par « sinon » si aucun ne convient.',
    fields: {
      value: 'Valeur à comparer',
      cases: 'Cas',
      'cases.label': 'Nom',
      'cases.equals': 'Valeur',
      'cases.condition': 'Condition',
      ...conditionLabels('cases.condition', ['left', 'Valeur', 'right'], condition),
      match: 'Prendre',
      data: 'Données à transmettre',
    },
  },
  'flow.merge': {
    title: 'Réunir des branches',
    description:
      'Continue quand ses branches sont arrivées : toutes, ou la première, selon son réglage d’attente.',
    fields: { incoming: 'Ce qui est arrivé', take: 'Transmettre' },
  },
  'flow.log': {
    title: 'Journaliser',
    description: 'Écrit une ligne dans le journal de l’exécution et transmet ses données.',
    fields: {
      message: 'Message',
      level: 'Niveau',
      fields: 'Détails',
      data: 'Données à transmettre',
    },
  },
  'flow.noop': {
    title: 'Ne rien faire',
    description:
      'Transmet ses données telles quelles : un point de rencontre, ou une place réservée pour plus tard.',
    fields: { data: 'Données à transmettre' },
  },
  'flow.stop': {
    title: 'Arrêter avec une erreur',
    description:
      'Échoue avec votre message ; l’exécution échoue, sauf si une connexion part de « en cas d’erreur ».',
    fields: {
      message: 'Message',
      category: 'Type d’échec',
      code: 'Code',
      details: 'Détails',
    },
  },
  'http.request': {
    title: 'Requête HTTP',
    description:
      'Appelle une adresse et lit la réponse. Un statut de 400 ou plus est une erreur, retentée si cela peut aider.',
    fields: {
      url: 'Adresse',
      method: 'Méthode',
      query: 'Paramètres',
      headers: 'En-têtes',
      auth: 'Authentification',
      'auth.token': 'Jeton',
      'auth.username': 'Nom d’utilisateur',
      'auth.password': 'Mot de passe',
      'auth.name': 'Nom',
      'auth.value': 'Clé',
      'auth.in': 'L’envoyer dans',
      body: 'Corps',
      bodyType: 'Format du corps',
      idempotencyHeader: 'En-tête de la clé de répétition',
      responseType: 'Lire la réponse comme',
      expectStatus: 'Statuts acceptés',
      followRedirects: 'Suivre les redirections',
      maxBytes: 'Taille maximale de la réponse (octets)',
    },
  },
};

const loop: Messages = {
  condition: 'Condition',
  initial: 'Valeur de départ',
  maxIterations: 'Nombre maximal de passages',
};

const engineNodes = {
  'flow.forEach': {
    title: 'Pour chaque',
    description: 'Exécute son contenu une fois par élément d’une liste, plusieurs à la fois.',
    fields: {
      items: 'Liste',
      concurrency: 'Éléments en même temps',
      batchSize: 'Éléments par lot',
      onItemError: 'Si un élément échoue',
      reduce: 'Cumuler les résultats',
      'reduce.initial': 'Valeur de départ',
      'reduce.each': 'Valeur après chaque élément',
    },
  },
  'flow.while': {
    title: 'Tant que',
    description:
      'Répète son contenu tant qu’une condition est remplie, vérifiée avant chaque passage.',
    fields: loop,
  },
  'flow.until': {
    title: 'Jusqu’à',
    description:
      'Répète son contenu jusqu’à ce qu’une condition soit remplie, vérifiée après chaque passage.',
    fields: loop,
  },
  'flow.parallel': {
    title: 'En parallèle',
    description: 'Exécute ses branches en même temps et donne leurs résultats par nom.',
    fields: { onBranchError: 'Si une branche échoue' },
  },
  'flow.try': {
    title: 'Essayer',
    description:
      'Exécute son contenu ; en cas d’échec, annule et rattrape ; puis toujours la dernière partie.',
    fields: {},
  },
  'flow.subWorkflow': {
    title: 'Sous-workflow',
    description: 'Lance un autre workflow dans sa propre exécution et attend son résultat.',
    fields: { workflowId: 'Workflow', hash: 'Version', input: 'Entrée' },
  },
  'flow.delay': {
    title: 'Attendre',
    description: 'Attend pendant une durée, puis continue.',
    fields: { duration: 'Durée' },
  },
  'flow.waitForSignal': {
    title: 'Attendre un signal',
    description: 'Attend que l’exécution reçoive un signal de ce nom, ou que le délai soit écoulé.',
    fields: {
      signal: 'Signal',
      timeout: 'Attendre au plus',
      schema: 'Schéma des données reçues',
    },
  },
  'flow.approval': {
    title: 'Approbation',
    description: 'Attend la décision d’une personne, ou la fin du délai pour décider.',
    fields: {
      title: 'Question',
      form: 'Formulaire',
      assignees: 'Personnes',
      due: 'Décider dans un délai de',
      decidedBy: 'Champ de la décision',
    },
  },
};

/** Messages for an editor in French, by the keys of the node types' texts and of their ports. */
export const frenchNodes: Messages = {
  ...messagesOf({ ...dataNodes, ...fileNodes, ...flowNodes, ...engineNodes }),
  'port.timeout': 'délai écoulé',
  'port.rejected': 'refusé',
  'port.overdue': 'en retard',
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7, 8].map((each) => [`port.case${each}`, `cas ${each}`]),
  ),
};
