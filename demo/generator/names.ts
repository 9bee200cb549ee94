/** First and last names by the language of an office; separated by spaces, `_` stands for a space within a name. */
const pools = {
  german: [
    'Jürgen Anneliese Sören Jörg Käthe Günther Björn Ulrike Stefan Claudia Matthias Sabine Thomas Petra Andreas Monika Wolfgang Renate Klaus Heike Florian Julia Lukas Hannah Maximilian Lena Tobias Franziska Sebastian Johannes',
    'Großmann Brückner Müller Weiß Schäfer Krüger Möller Köhler König Groß Vogt Schröder Jäger Bäcker Hübner Schmidt Fischer Weber Wagner Becker Hoffmann Zimmermann Hartmann Lange Werner Krause Lehmann Huber Mayer Kaiser',
  ],
  english: [
    'Oliver Amelia George Isla Harry Charlotte Noah Alice Jack Grace Leo Freya Arthur Florence Oscar Ivy Henry Willow Alexander Rosie Robert Eleanor Thomas Phoebe',
    "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Wright Walker White Edwards Green Hall Thompson Clarke O'Shea O'Connor Meyer Hughes Lewis Turner Hill",
  ],
  french: [
    'Zoë Hélène Chloé François Benoît Aurélie Gérard Noémie Thierry Élodie Jérôme Maëlle Luc Camille Rémi Agnès',
    "Lefèvre Béranger Garçon Dubois Moreau D'Arcy Rousseau Chevalier Fournier Girard Gauthier Perrin Mercier Legrand Guérin Faure",
  ],
  polish: [
    'Katarzyna Łukasz Anna Paweł Małgorzata Michał Agnieszka Krzysztof Ewa Wojciech Zofia Stanisław Grażyna Bogusław Joanna Rafał',
    'Wójcik Dąbrowski Nowak Kowalczyk Zieliński Szymański Woźniak Kozłowski Jabłoński Król Wieczorek Gąsior Świątek Żak Pietrzyk Łuczak',
  ],
  czech: [
    'Jiří Tereza Ondřej Kateřina Tomáš Lucie Václav Markéta Zdeněk Barbora Luděk Šárka',
    'Dvořák Novák Svoboda Černý Procházka Kučera Veselý Horák Němec Růžička Šimek Žižka',
  ],
  turkish: [
    'İpek Mehmet Ayşe Çağla Gökhan Işıl Oğuz Şebnem Yiğit Ümit Elif Burak',
    'Yıldız Yılmaz Şahin Çelik Öztürk Aydın Özdemir Arslan Doğan Kılıç Güneş Işık',
  ],
  nordic: [
    'Sören Åse Bjørn Ingrid Øystein Märta Håkon Sigrún Lars Astrid Jørgen Åke Freja Torbjörn Kirsten Þór',
    'Østergaard Lindqvist Ångström Sørensen Jørgensen Nyström Bergström Kjær Håkansson Dahl Møller Ström Björklund Skov Åkesson Lund',
  ],
  greek: [
    'Γιώργος Ελένη Νίκος Κατερίνα Δημήτρης Σοφία Maria Andreas Eleni Yannis',
    'Παπαδόπουλος Βασιλείου Αθανασίου Νικολάου Μακρής Ioannou Georgiou Pappas Katsaros Vlachou',
  ],
  bulgarian: [
    'Иван Мария Георги Елена Димитър Цветана Stoyan Radka Petar Desislava',
    'Петров Димитрова Иванов Стоянова Георгиев Щерева Kolev Todorova Angelov Hristova',
  ],
  japanese: [
    '太郎 花子 健一 美咲 大輔 陽子 Kenji Yuki Haruto Sakura',
    '田中 佐藤 鈴木 高橋 渡辺 山本 Ito Nakamura Kobayashi Kato',
  ],
  arabic: [
    'محمد فاطمة أحمد ليلى يوسف مريم Omar Layla Khalid Noor',
    'الهاشمي المنصوري السويدي الشامسي النعيمي Al-Farsi Haddad Nasser Al_Mazrouei Saleh',
  ],
} as const

export type Language = keyof typeof pools

const split = (names: string) => names.split(' ').map((name) => name.replaceAll('_', ' '))

export function namesOf(language: Language): {
  readonly first: readonly string[]
  readonly last: readonly string[]
} {
  const [first, last] = pools[language]
  return { first: split(first), last: split(last) }
}

const special: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', Æ: 'AE', ø: 'oe', Ø: 'OE', œ: 'oe', Œ: 'OE', ł: 'l', Ł: 'L', ı: 'i', þ: 'th', Þ: 'Th',
} // biome-ignore format: a table

/** `Jürgen Großmann` → `jurgen.grossmann`, as the rules derive it; empty when nothing Latin remains. */
export function loginOf(first: string, last: string): string {
  return `${first}.${last}`
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[ßæÆøØœŒłŁıþÞ]/g, (letter) => special[letter] ?? letter)
    .toLowerCase()
    .replace(/[^a-z.]/g, '')
    .replace(/^\.+|\.+$/g, '')
}

/** What people call each other: HR knows the first, the contract says the second. */
export const callNames: Readonly<Record<string, string>> = {
  Alexander: 'Alex',
  Johannes: 'Hannes',
  Katarzyna: 'Kasia',
  Robert: 'Bob',
  Maximilian: 'Max',
  Franziska: 'Franzi',
  Thomas: 'Tom',
  Małgorzata: 'Gosia',
  Sebastian: 'Basti',
  Wolfgang: 'Wolf',
  Charlotte: 'Lottie',
  Eleanor: 'Nell',
}
